import { installEncoding } from "../web/encoding.ts";

/*
 * Comes before all libraries: one tries a decoder as it is evaluated. To find the place of the error, if there were none, V8
 * compiles the whole bundle a second time.
 */
installEncoding();
