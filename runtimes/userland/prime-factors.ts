/* Prime factors: small ones by division, others by Pollard's rho in Brent's form, with Miller and Rabin's test. */

type Checkpoint = () => void | Promise<void>;

const SMALL_LIMIT = 2000;
const SMALL_PRIMES = smallPrimes(SMALL_LIMIT);
/** Numbers below its square that no small prime divides are prime. */
const LIMIT = BigInt(SMALL_LIMIT);
/** As many as tell all numbers of 64 bits apart; larger ones that pass are prime as far as anybody knows. */
const WITNESSES = SMALL_PRIMES.slice(0, 24).map(BigInt);
/** Steps between two looks for signals, and between two greatest common divisors. */
const STEPS = 128;

function smallPrimes(limit: number): number[] {
  const primes: number[] = [];
  for (let number = 2; number < limit; number++) if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  return primes;
}

/** In their order. 0 and 1 have none. */
export async function primeFactors(number: bigint, checkpoint: Checkpoint): Promise<bigint[]> {
  const factors: bigint[] = [];
  let rest = number;
  if (rest < 2n) return factors;
  if (rest < BigInt(Number.MAX_SAFE_INTEGER)) {
    let small = Number(rest);
    for (const prime of SMALL_PRIMES) {
      if (prime * prime > small) break;
      for (; small % prime === 0; small /= prime) factors.push(BigInt(prime));
    }
    rest = BigInt(small);
  } else for (const prime of SMALL_PRIMES.map(BigInt)) for (; rest % prime === 0n; rest /= prime) factors.push(prime);
  const parts = rest > 1n ? [rest] : [];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (isPrime(part)) factors.push(part);
    else {
      const divisor = await divisorOf(part, checkpoint);
      parts.push(divisor, part / divisor);
    }
  }
  return factors.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Of a number that no small prime divides. */
function isPrime(number: bigint): boolean {
  if (number < LIMIT * LIMIT) return true;
  let [odd, twos] = [number - 1n, 0];
  for (; odd % 2n === 0n; odd /= 2n) twos++;
  return WITNESSES.every((witness) => isWitnessed(number, witness, odd, twos));
}

function isWitnessed(number: bigint, witness: bigint, odd: bigint, twos: number): boolean {
  let power = modularPower(witness, odd, number);
  if (power === 1n || power === number - 1n) return true;
  for (let square = 1; square < twos; square++) {
    power = (power * power) % number;
    if (power === number - 1n) return true;
  }
  return false;
}

function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** A divisor of a number that is not prime. */
async function divisorOf(number: bigint, checkpoint: Checkpoint): Promise<bigint> {
  for (let addend = 1n; ; addend++) {
    const divisor = await rho(number, addend, checkpoint);
    if (divisor !== number) return divisor;
  }
}

/** @returns the number itself if it finds no divisor */
async function rho(number: bigint, addend: bigint, checkpoint: Checkpoint): Promise<bigint> {
  const next = (value: bigint): bigint => (value * value + addend) % number;
  let [tortoise, hare, start, product, divisor] = [2n, 2n, 2n, 1n, 1n];
  for (let length = 1; divisor === 1n; length *= 2) {
    tortoise = hare;
    for (let step = 0; step < length; step++) {
      hare = next(hare);
      if (step % STEPS === 0) await checkpoint();
    }
    for (let done = 0; done < length && divisor === 1n; done += STEPS) {
      start = hare;
      for (let step = 0; step < Math.min(STEPS, length - done); step++) {
        hare = next(hare);
        product = (product * distance(tortoise, hare)) % number;
      }
      divisor = commonDivisor(product, number);
      await checkpoint();
    }
  }
  if (divisor !== number) return divisor;
  // Several were found at once: the last steps are done again, one by one.
  for (;;) {
    start = next(start);
    const found = commonDivisor(distance(tortoise, start), number);
    if (found !== 1n) return found;
  }
}

function distance(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a;
}

function commonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
