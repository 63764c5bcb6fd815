// Stands in for mysql_connection.cpp where libmariadb's header was not there to build with.
#include "greyctl/moving/mysql/mysql_connection.h"

namespace greycache {

struct MysqlConnection::Session {};

tl::expected<MysqlConnection, std::string> MysqlConnection::open(const MysqlAddress& /*address*/) {
  return tl::make_unexpected(
      "this greyctl was built without MySQL: write files with mysql --batch and give --from-files");
}

tl::expected<void, std::string> MysqlConnection::each(const std::string& /*sql*/,
                                                      const RowCallback& /*row*/) {
  return tl::make_unexpected("this greyctl was built without MySQL");
}

}  // namespace greycache
