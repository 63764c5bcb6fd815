// The meaning of SQLite's result codes.
#include "greycache/sqlite/sqlite_error.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

#include "common/text.h"

namespace greycache {

namespace {

using Kind = StoreError::Kind;

bool says_no_writing(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:  // RLIMIT_FSIZE
    case EROFS:
    case EACCES:
    case EPERM:
      return true;
    default:
      return false;
  }
}

Kind kind_of(int code, int error_number) {
  // A write that failed for another reason than ENOSPC, which is SQLITE_FULL: a quota, a limit of
  // the process, a disk that takes no more.
  if (code == SQLITE_IOERR_WRITE) return Kind::read_only;
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Kind::contention;
    case SQLITE_FULL:
    case SQLITE_READONLY:
      return Kind::read_only;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return says_no_writing(error_number) ? Kind::read_only : Kind::unavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_ERROR:  // a table or column that is not there
      return Kind::refused;
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
      return Kind::data;
    default:
      return Kind::unavailable;
  }
}

}  // namespace

StoreError sqlite_error(int code, sqlite3* database, const std::string& path) {
  const int error_number = database == nullptr ? 0 : sqlite3_system_errno(database);
  std::string message = escaped(path) + ": ";
  message += escaped(database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database));
  if (error_number != 0) message += std::string(" (") + std::strerror(error_number) + ")";
  return {kind_of(code, error_number), message};
}

StoreError file_error(int error_number, const std::string& what, const std::string& path) {
  const bool missing = error_number == ENOENT || error_number == ENOTDIR || error_number == EISDIR;
  const Kind kind = says_no_writing(error_number) ? Kind::read_only
                    : missing                     ? Kind::refused
                                                  : Kind::unavailable;
  return {kind, "cannot " + what + " " + escaped(path) + ": " + std::strerror(error_number)};
}

}  // namespace greycache
