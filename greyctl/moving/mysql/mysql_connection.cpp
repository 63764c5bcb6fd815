// Calls of libmariadb by its own header's declarations, found by name in what dlopen() loads.
#include "greyctl/moving/mysql/mysql_connection.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <mysql.h>

#include <vector>

#include "common/text.h"

namespace greycache {

namespace {

constexpr const char* kLibrary = "libmariadb.so.3";
constexpr unsigned kConnectSeconds = 10;
constexpr unsigned kReadSeconds = 60;

// The calls that are used, each with the type that the header gives it.
struct Library {
  decltype(&mysql_init) init = nullptr;
  decltype(&mysql_options) options = nullptr;
  decltype(&mysql_real_connect) real_connect = nullptr;
  decltype(&mysql_real_query) real_query = nullptr;
  decltype(&mysql_use_result) use_result = nullptr;
  decltype(&mysql_num_fields) num_fields = nullptr;
  decltype(&mysql_fetch_row) fetch_row = nullptr;
  decltype(&mysql_fetch_lengths) fetch_lengths = nullptr;
  decltype(&mysql_free_result) free_result = nullptr;
  decltype(&mysql_errno) error_number = nullptr;
  decltype(&mysql_error) error = nullptr;
  decltype(&mysql_close) close = nullptr;
};

template <typename Call>
bool find(void* handle, const char* name, Call& call) {
  call = reinterpret_cast<Call>(dlsym(handle, name));
  return call != nullptr;
}

// It stays loaded until the process ends.
tl::expected<Library, std::string> load() {
  void* handle = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    return tl::make_unexpected(fmt::format(
        "{} is not here: install libmariadb3, or write files with mysql --batch and give "
        "--from-files",
        kLibrary));
  }
  Library library;
  const bool all =
      find(handle, "mysql_init", library.init) && find(handle, "mysql_options", library.options) &&
      find(handle, "mysql_real_connect", library.real_connect) &&
      find(handle, "mysql_real_query", library.real_query) &&
      find(handle, "mysql_use_result", library.use_result) &&
      find(handle, "mysql_num_fields", library.num_fields) &&
      find(handle, "mysql_fetch_row", library.fetch_row) &&
      find(handle, "mysql_fetch_lengths", library.fetch_lengths) &&
      find(handle, "mysql_free_result", library.free_result) &&
      find(handle, "mysql_errno", library.error_number) &&
      find(handle, "mysql_error", library.error) && find(handle, "mysql_close", library.close);
  if (!all) return tl::make_unexpected(fmt::format("{} lacks a call", kLibrary));
  return library;
}

const char* or_null(const std::string& text) {
  return text.empty() ? nullptr : text.c_str();
}

}  // namespace

struct MysqlConnection::Session {
  Library library;
  MYSQL* handle = nullptr;

  Session(const Library& loaded, MYSQL* opened) : library(loaded), handle(opened) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { library.close(handle); }

  tl::unexpected<std::string> trouble() const {
    return tl::make_unexpected("MySQL: " + escaped(library.error(handle), 300));
  }

  void set_options() const {
    const char off = 0;
    const unsigned no_file = 0;
    library.options(handle, MYSQL_OPT_CONNECT_TIMEOUT, &kConnectSeconds);
    library.options(handle, MYSQL_OPT_READ_TIMEOUT, &kReadSeconds);
    library.options(handle, MYSQL_OPT_WRITE_TIMEOUT, &kReadSeconds);
    library.options(handle, MYSQL_OPT_RECONNECT, &off);
    // A server may ask for files of ours otherwise.
    library.options(handle, MYSQL_OPT_LOCAL_INFILE, &no_file);
    library.options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  }
};

tl::expected<MysqlConnection, std::string> MysqlConnection::open(const MysqlAddress& address) {
  const auto library = load();
  if (!library) return tl::make_unexpected(library.error());
  MYSQL* handle = library->init(nullptr);
  if (handle == nullptr) return tl::make_unexpected("MySQL: no memory");
  const auto session = std::make_shared<Session>(*library, handle);
  session->set_options();
  const MYSQL* connected =
      library->real_connect(handle, address.socket.empty() ? or_null(address.host) : nullptr,
                            or_null(address.user), or_null(address.password),
                            or_null(address.database), address.port, or_null(address.socket), 0);
  if (connected == nullptr) return session->trouble();
  return MysqlConnection(session);
}

tl::expected<void, std::string> MysqlConnection::each(const std::string& sql,
                                                      const RowCallback& row) {
  const Library& library = session_->library;
  MYSQL* handle = session_->handle;
  if (library.real_query(handle, sql.data(), sql.size()) != 0) return session_->trouble();
  const std::unique_ptr<MYSQL_RES, decltype(library.free_result)> result(library.use_result(handle),
                                                                         library.free_result);
  if (!result) return session_->trouble();
  std::vector<std::optional<std::string_view>> values(library.num_fields(result.get()));
  while (MYSQL_ROW found = library.fetch_row(result.get())) {
    const unsigned long* lengths = library.fetch_lengths(result.get());
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i].reset();
      if (found[i] != nullptr) values[i] = std::string_view(found[i], lengths[i]);
    }
    if (auto taken = row(values); !taken) return taken;
  }
  if (library.error_number(handle) != 0) return session_->trouble();
  return {};
}

}  // namespace greycache
