// SQLgrey's tables in its SQLite file.
#pragma once

#include <string>

#include "greycache/sqlite/database.h"
#include "greyctl/moving/sqlgrey/sqlgrey_tables.h"

namespace greycache {

// SQLgrey may go on meanwhile: a lock is held only while a slice is read.
class SqliteTables : public SqlgreyTables {
 public:
  static tl::expected<SqliteTables, std::string> open(const std::string& path);

  std::string name() const override;
  Doubling doubling() const override { return Doubling::never; }
  tl::expected<bool, MovingError> each(SqlgreyTable table, const RowCallback& row) override;

 private:
  explicit SqliteTables(Database database) : database_(std::move(database)) {}

  Database database_;
};

}  // namespace greycache
