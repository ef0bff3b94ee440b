"""Ids that tell nothing, fields that a dump does not show, look-ups without plaintext."""

import hashlib
import hmac
import os
import secrets as random
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

# Without look-alikes, for codes that people type from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@lru_cache
def _key(purpose: str) -> bytes:
    return hmac.digest(settings.KEHOU_MASTER_KEY.encode(), purpose.encode(), "sha256")


@lru_cache(maxsize=65_536)
def opaque_id(kind: str, number: int) -> str:
    """A row id as it may stand in a URL: 22 characters, the same for the same row, different per kind."""
    tag = hashlib.sha256(kind.encode()).digest()[:8]
    encryptor = Cipher(algorithms.AES(_key("ids")), modes.ECB()).encryptor()
    return urlsafe_b64encode(encryptor.update(tag + number.to_bytes(8, "big"))).rstrip(b"=").decode()


def row_id(kind: str, opaque: str) -> int:
    """The row id behind an opaque one. Errors: ValueError for anything this system did not make."""
    try:
        raw = urlsafe_b64decode(opaque + "==")
    except ValueError as error:
        raise ValueError("not an id") from error
    if len(raw) != 16:
        raise ValueError("not an id")
    plain = Cipher(algorithms.AES(_key("ids")), modes.ECB()).decryptor().update(raw)
    if not hmac.compare_digest(plain[:8], hashlib.sha256(kind.encode()).digest()[:8]):
        raise ValueError("not an id of this kind")
    return int.from_bytes(plain[8:], "big")


def blind_index(scope: str, text: str) -> str:
    """A keyed digest for look-ups by equality; 32 hex digits. Scope keeps two columns (or schools) apart."""
    return hmac.new(_key("blind:" + scope), text.encode(), "sha256").hexdigest()[:32]


def one_time_code(length: int = 8) -> str:
    """A random code that people can type; about 5 bits a character."""
    return "".join(random.choice(ALPHABET) for _ in range(length))


def code_hash(scope: str, code: str) -> str:
    """What is stored of a one-time code. Case and spaces do not matter."""
    return hmac.new(
        _key("code:" + scope), code.upper().replace(" ", "").replace("-", "").encode(), "sha256"
    ).hexdigest()


class SealedText(models.TextField):
    """Text encrypted in the database (AES-256-GCM, bound to its table and column)."""

    def _aad(self) -> bytes:
        return f"{self.model._meta.db_table}:{self.column}".encode()

    def get_prep_value(self, value: str | None) -> str | None:
        if value is None or value == "":
            return value
        nonce = os.urandom(12)
        sealed = AESGCM(_key("fields")).encrypt(nonce, str(value).encode(), self._aad())
        return "1:" + urlsafe_b64encode(nonce + sealed).decode()

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> str | None:
        if value is None or value == "":
            return value
        raw = urlsafe_b64decode(value.removeprefix("1:"))
        return AESGCM(_key("fields")).decrypt(raw[:12], raw[12:], self._aad()).decode()
