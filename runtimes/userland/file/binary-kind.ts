import { compressedKind } from "./compressed-kind.ts";
import { executableKind } from "./executable-kind.ts";
import type { FileKind } from "./file-kind.ts";
import type { Head } from "./head.ts";
import { imageKind } from "./image-kind.ts";
import { mediaKind } from "./media-kind.ts";
import { sqliteKind } from "./sqlite-kind.ts";
import { zipKind } from "./zip-kind.ts";

/** By what a file begins with, formats that need no more to be told. */
const BEGINNINGS: readonly (readonly [beginning: string, kind: FileKind])[] = [
  ["070701", { text: "ASCII cpio archive (SVR4 with no CRC)", mime: "application/x-cpio" }],
  ["070702", { text: "ASCII cpio archive (SVR4 with CRC)", mime: "application/x-cpio" }],
  ["070707", { text: "ASCII cpio archive (pre-SVR4 or odc)", mime: "application/x-cpio" }],
  ["-----BEGIN CERTIFICATE-----", { text: "PEM certificate", mime: "text/plain" }],
  ["-----BEGIN CERTIFICATE REQ", { text: "PEM certificate request", mime: "text/plain" }],
  ["-----BEGIN RSA PRIVATE", { text: "PEM RSA private key", mime: "text/plain" }],
  ["-----BEGIN DSA PRIVATE", { text: "PEM DSA private key", mime: "text/plain" }],
  ["-----BEGIN EC PRIVATE", { text: "PEM EC private key", mime: "text/plain" }],
  ["-----BEGIN OPENSSH PRIVATE KEY", { text: "OpenSSH private key", mime: "text/plain" }],
  ["-----BEGIN PGP MESSAGE-", { text: "PGP message", mime: "application/pgp-encrypted", extensions: "asc" }],
  ["-----BEGIN PGP SIGNATURE-", { text: "PGP signature", mime: "application/pgp-signature", extensions: "asc" }],
  [
    "-----BEGIN PGP PUBLIC KEY BLOCK-",
    { text: "PGP public key block", mime: "application/pgp-keys", extensions: "asc" },
  ],
  ["ssh-rsa ", { text: "OpenSSH RSA public key", mime: "text/plain" }],
  ["ssh-dss ", { text: "OpenSSH DSA public key", mime: "text/plain" }],
  ["ssh-ed25519 ", { text: "OpenSSH ED25519 public key", mime: "text/plain" }],
  ["ecdsa-sha2-nistp256 ", { text: "OpenSSH ECDSA public key", mime: "text/plain" }],
  ["<svg", { text: "SVG Scalable Vector Graphics image", mime: "image/svg+xml", extensions: "svg" }],
  ["#!/usr/bin/env perl", { text: "Perl script text executable", mime: "text/x-perl" }],
  ["#! /usr/bin/env perl", { text: "Perl script text executable", mime: "text/x-perl" }],
];

/** What bytes at a file's beginning say of it. @returns nothing if they are no known format's */
export function binaryKind(head: Head): FileKind | undefined {
  const begun = BEGINNINGS.find(([beginning]) => head.has(beginning))?.[1];
  return (
    begun ??
    imageKind(head) ??
    compressedKind(head) ??
    zipKind(head) ??
    executableKind(head) ??
    mediaKind(head) ??
    sqliteKind(head) ??
    documentKind(head)
  );
}

function documentKind(head: Head): FileKind | undefined {
  const start = head.text(0, 4096);
  const pdf = /^%PDF-(\d\.\d)/.exec(start)?.[1];
  if (pdf !== undefined) return { text: `PDF document, version ${pdf}`, mime: "application/pdf", extensions: "pdf" };
  if (/^<\?xml version=["'][\s\S]{0,4096}?<svg/.test(start))
    return { text: "SVG Scalable Vector Graphics image", mime: "image/svg+xml", extensions: "svg" };
  if (/^#!\s*\/usr\/(?:local\/)?bin\/perl[ \n]|^#!\s*\/bin\/perl[ \n]/.test(start))
    return { text: "Perl script text executable", mime: "text/x-perl" };
  if (head.has("ustar", 257))
    return {
      text: `POSIX tar archive${head.has("  ", 262) ? " (GNU)" : ""}`,
      mime: "application/x-tar",
      extensions: "tar/gtar",
    };
  return undefined;
}
