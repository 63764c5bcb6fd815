// PostgreSQL's table or SQLite's file.
#include "greycache/core/history_storage.h"

#include "greycache/core/storage.h"
#include "greycache/core/storage_settings.h"
#include "greycache/postgres/postgres_history.h"
#include "greycache/sqlite/sqlite_history.h"

namespace greycache {

std::unique_ptr<HistoryStore> make_history_store(const Settings& settings) {
  if (settings.storage == Storage::embedded) {
    return std::make_unique<SqliteHistory>(settings.state_dir);
  }
  return std::make_unique<PostgresHistory>(postgres_settings_of(settings, kSchema));
}

}  // namespace greycache
