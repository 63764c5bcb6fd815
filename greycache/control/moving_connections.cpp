// Each connection ends itself by a task of the loop.
#include "greycache/control/moving_connections.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <string_view>
#include <utility>
#include <vector>

#include "common/text.h"
#include "greycache/control/export_connection.h"
#include "greycache/control/import_connection.h"

namespace greycache {

namespace {

constexpr std::string_view kImport = "import";
constexpr std::string_view kExport = "export";

// One short line fits into an empty socket.
void answer(const FileDescriptor& connection, const std::string& text) {
  send(connection.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

// Those that are named, in the order of MovedKind; all of them where none is.
tl::expected<std::vector<MovedKind>, std::string> kinds_of(std::string_view words) {
  std::vector<bool> wanted(kMovedKinds, words.empty());
  if (!words.empty()) {
    for (const std::string_view name : split(words, ',')) {
      const auto kind = moved_kind_of(name);
      if (!kind) return tl::make_unexpected(fmt::format("no kind '{}'", escaped(name, 60)));
      wanted[static_cast<std::size_t>(*kind)] = true;
    }
  }
  std::vector<MovedKind> kinds;
  for (std::size_t i = 0; i < kMovedKinds; ++i) {
    if (wanted[i]) kinds.push_back(static_cast<MovedKind>(i));
  }
  return kinds;
}

}  // namespace

MovingConnections::MovingConnections(EventLoop& loop, Core& core, ExpectationWatch& expectations,
                                     std::function<UnixTime()> clock,
                                     std::function<void()> on_opt_change)
    : loop_(loop),
      core_(core),
      intake_(core, expectations, std::move(clock), std::move(on_opt_change)) {}

bool MovingConnections::serves(const std::string& command) {
  return command == kImport || command == kExport ||
         command.starts_with(std::string(kExport) + ' ');
}

void MovingConnections::begin(const std::string& command, FileDescriptor connection) {
  if (connections_->size() >= kMost) {
    return answer(connection, "error: others import and export just now; try again later\n");
  }
  if (command == kImport) return add<ImportConnection>(std::move(connection), intake_);
  const auto kinds = kinds_of(trimmed(std::string_view(command).substr(kExport.size())));
  if (!kinds) return answer(connection, fmt::format("error: {}\n", kinds.error()));
  add<ExportConnection>(std::move(connection), core_, *kinds);
}

template <typename Connection, typename... Given>
void MovingConnections::add(FileDescriptor descriptor, Given&&... given) {
  const int key = next_key_++;
  const auto connection = std::make_shared<Connection>(
      loop_, std::move(descriptor), std::forward<Given>(given)..., dropping(key));
  connections_->emplace(key, connection);
  connection->begin();
}

std::function<void()> MovingConnections::dropping(int key) {
  return [&loop = loop_, weak = std::weak_ptr(connections_), key] {
    loop.post([weak, key] {
      if (const auto connections = weak.lock()) connections->erase(key);
    });
  };
}

void MovingConnections::end() {
  connections_->clear();
}

}  // namespace greycache
