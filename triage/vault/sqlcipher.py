"""SQLCipher under sqlite-utils: imported from here, sqlite-utils catches SQLCipher's errors as its own.

It looks for a module named ``pysqlite3`` before it takes the standard library's sqlite3; the name is put in
place before its first import.
"""

import sys

import sqlcipher3
from sqlcipher3 import dbapi2

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

from sqlite_utils import Database, Migrations  # noqa: E402

__all__ = ["Database", "Migrations", "dbapi2"]
