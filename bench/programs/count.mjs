// Runs so many loops as each message says, one after the other, and answers with the last sum.
const count = (to) => {
  let sum = 0;
  const text = new Map();
  for (let i = 0; i < to; i++) {
    sum = (sum + i * 7) % 1_000_003;
    text.set(`key${i % 64}`, String(sum));
  }
  return sum;
};

const [iterations] = process.argv.slice(2);
process.on("message", (loops) => {
  let sum = 0;
  for (let i = 0; i < loops; i++) sum = count(Number(iterations));
  process.send(sum);
});
process.send("ready");
