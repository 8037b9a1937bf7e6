// Loads just-bash and is ready when its first call is done.
import { Bash } from "just-bash";

const { stdout } = await new Bash().exec("echo hello");
if (stdout !== "hello\n") throw new Error(`unexpected: ${stdout}`);
process.send("ready");
