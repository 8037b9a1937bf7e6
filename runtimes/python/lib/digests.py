"""What hashlib has only with OpenSSL."""

import hashlib
import hmac


def _pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    digest_size = hashlib.new(hash_name).digest_size
    length = digest_size if dklen is None else dklen
    if length < 1:
        raise ValueError("key length must be greater than 0.")
    keyed = hmac.new(password, None, hash_name)
    key = b""
    for block in range(1, -(-length // digest_size) + 1):
        turn = keyed.copy()
        turn.update(bytes(salt) + block.to_bytes(4))
        last = turn.digest()
        mixed = int.from_bytes(last)
        for _ in range(iterations - 1):
            turn = keyed.copy()
            turn.update(last)
            last = turn.digest()
            mixed ^= int.from_bytes(last)
        key += mixed.to_bytes(digest_size)
    return key[:length]


_pbkdf2_hmac.__name__ = _pbkdf2_hmac.__qualname__ = "pbkdf2_hmac"
hashlib.pbkdf2_hmac = _pbkdf2_hmac
