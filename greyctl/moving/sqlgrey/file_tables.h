// SQLgrey's tables in files that mysql --batch or psql --csv wrote, for a host that cannot read the
// database itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "greyctl/moving/account/moving_account.h"
#include "greyctl/moving/sqlgrey/sqlgrey_tables.h"
#include "greyctl/moving/sqlgrey/table_file.h"

namespace greycache {

// For each table TABLE.tsv or TABLE.txt (mysql --batch) or TABLE.csv (psql --csv); those that are
// not there are left out, and so are empty files: of an empty table mysql --batch writes nothing,
// as it does where it fails. The first line names the columns, in any order; otherwise the file is
// an error of EX_DATAERR.
class FileTables : public SqlgreyTables {
 public:
  // An error where the directory holds no such file (EX_NOINPUT), or two of one table (EX_DATAERR).
  // What no row can be made of is set aside in the account, which has to live as long, as damaged.
  static tl::expected<FileTables, MovingError> open(const std::string& directory,
                                                    MovingAccount& account);

  std::string name() const override;
  Doubling doubling() const override { return Doubling::perhaps; }
  tl::expected<bool, MovingError> each(SqlgreyTable table, const RowCallback& row) override;
  // Tells an empty file from none.
  std::string lack_of(SqlgreyTable table) const override;

 private:
  // Behind its header.
  struct OpenTable {
    TableFile file;
    std::vector<std::size_t> places;  // of the table's columns in a record
    std::size_t width;                // of a record
  };

  FileTables(std::string directory, MovingAccount& account)
      : directory_(std::move(directory)), account_(&account) {}

  std::vector<std::string> paths_of(SqlgreyTable table) const;
  tl::expected<std::optional<OpenTable>, MovingError> open_table(SqlgreyTable table) const;
  tl::expected<void, std::string> take(SqlgreyTable table, const OpenTable& open,
                                       TableValues& values, const RowCallback& row);
  std::string_view without_directory(std::string_view words) const;

  std::string directory_;
  MovingAccount* account_;
};

}  // namespace greycache
