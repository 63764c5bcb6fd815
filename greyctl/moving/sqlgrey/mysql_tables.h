// SQLgrey's tables in MySQL or MariaDB.
#pragma once

#include <string>

#include "greyctl/moving/mysql/mysql_connection.h"
#include "greyctl/moving/sqlgrey/sqlgrey_tables.h"

namespace greycache {

// The server copies the rows first and holds no lock while they are read: SQLgrey may go on.
class MysqlTables : public SqlgreyTables {
 public:
  static tl::expected<MysqlTables, std::string> open(const MysqlAddress& address);

  std::string name() const override;
  Doubling doubling() const override { return Doubling::perhaps; }
  tl::expected<bool, MovingError> each(SqlgreyTable table, const RowCallback& row) override;

 private:
  MysqlTables(MysqlConnection connection, std::string name)
      : connection_(std::move(connection)), name_(std::move(name)) {}

  tl::expected<bool, std::string> has(SqlgreyTable table);

  MysqlConnection connection_;
  std::string name_;
};

}  // namespace greycache
