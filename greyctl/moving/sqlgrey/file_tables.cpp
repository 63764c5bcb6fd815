// A file a table, read record by record.
#include "greyctl/moving/sqlgrey/file_tables.h"

#include <fmt/format.h>
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "common/text.h"

namespace greycache {

namespace {

constexpr std::size_t kNotThere = SIZE_MAX;

template <typename... Args>
tl::unexpected<MovingError> failed(int status, fmt::format_string<Args...> format, Args&&... args) {
  return tl::make_unexpected(MovingError(fmt::format(format, std::forward<Args>(args)...), status));
}

// Where each column of the table stands in a record.
tl::expected<std::vector<std::size_t>, MovingError> places_of(SqlgreyTable table,
                                                              const TableValues& header,
                                                              const std::string& place) {
  std::vector<std::size_t> places;
  std::string names;
  for (const SqlgreyColumn column : columns_of(table)) {
    const std::string name(column_name(table, column));
    const auto found = std::ranges::find(header, std::optional(name));
    places.push_back(found == header.end() ? kNotThere
                                           : static_cast<std::size_t>(found - header.begin()));
    names += (names.empty() ? "" : ", ") + name;
  }
  if (std::ranges::find(places, kNotThere) == places.end()) return places;
  return failed(EX_DATAERR, "{}: the first line has to name the columns {}", place, names);
}

}  // namespace

tl::expected<FileTables, MovingError> FileTables::open(const std::string& directory,
                                                       MovingAccount& account) {
  FileTables tables(directory, account);
  bool any = false;
  for (const SqlgreyTable table : kSqlgreyTables) {
    const auto paths = tables.paths_of(table);
    any = any || !paths.empty();
    if (paths.size() < 2) continue;
    return failed(EX_DATAERR,
                  "{} and {} are both of the table {}: remove the one that is not meant",
                  escaped(paths[0]), escaped(paths[1]), table_name(table));
  }
  if (any) return tables;
  return failed(EX_NOINPUT,
                "{}: no file connect.tsv, from_awl.csv, ... is there (mysql --batch writes .tsv, "
                "psql --csv .csv)",
                escaped(directory));
}

std::string FileTables::name() const {
  return "files in " + escaped(directory_);
}

std::vector<std::string> FileTables::paths_of(SqlgreyTable table) const {
  std::vector<std::string> paths;
  for (const char* const end : {".tsv", ".txt", ".csv"}) {
    std::string path = fmt::format("{}/{}{}", directory_, table_name(table), end);
    if (access(path.c_str(), F_OK) == 0) paths.push_back(std::move(path));
  }
  return paths;
}

std::string FileTables::lack_of(SqlgreyTable table) const {
  const std::string name(table_name(table));
  const auto paths = paths_of(table);
  if (paths.empty()) return name;
  return fmt::format("{} ({} is empty: the table is, or what wrote the file failed)", name,
                     escaped(paths.front()));
}

tl::expected<std::optional<FileTables::OpenTable>, MovingError> FileTables::open_table(
    SqlgreyTable table) const {
  const auto paths = paths_of(table);
  if (paths.empty()) return std::nullopt;
  auto file = TableFile::open(paths.front());
  if (!file) return failed(EX_NOINPUT, "{}", file.error());
  const auto header = file->next();
  if (!header) return failed(header.error().status, "{}", header.error().why);
  if (!*header) return std::nullopt;
  auto places = places_of(table, **header, file->place());
  if (!places) return tl::make_unexpected(places.error());
  return OpenTable{std::move(*file), std::move(*places), (*header)->size()};
}

tl::expected<bool, MovingError> FileTables::each(SqlgreyTable table, const RowCallback& row) {
  auto open = open_table(table);
  if (!open) return tl::make_unexpected(open.error());
  if (!*open) return false;
  while (true) {
    auto values = (*open)->file.next();
    if (values && !*values) return true;
    if (!values && !values.error().goes_on) {
      return failed(values.error().status, "{}", values.error().why);
    }
    if (!values) {
      account_->damaged(table_name(table), "a line that cannot be read",
                        without_directory(values.error().why));
    } else if (auto taken = take(table, **open, **values, row); !taken) {
      return tl::make_unexpected(taken.error());
    }
  }
}

tl::expected<void, std::string> FileTables::take(SqlgreyTable table, const OpenTable& open,
                                                 TableValues& values, const RowCallback& row) {
  if (values.size() != open.width) {
    // An editor leaves empty lines.
    if (open.file.text().empty()) return {};
    account_->damaged(table_name(table), "another number of values than of columns",
                      open.file.text());
    return {};
  }
  SqlgreyRow found;
  std::size_t at = 0;
  for (const SqlgreyColumn column : columns_of(table)) {
    found[column] = std::move(values[open.places[at++]]);
  }
  return row(found);
}

// As an example is shown, which is cut.
std::string_view FileTables::without_directory(std::string_view words) const {
  if (words.starts_with(directory_ + "/")) words.remove_prefix(directory_.size() + 1);
  return words;
}

}  // namespace greycache
