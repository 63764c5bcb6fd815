// The file of a listening unix socket, which somebody may remove meanwhile.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace greycache {

class SocketFile {
 public:
  enum class State : std::uint8_t {
    there,     // or it never was, as one of systemd's that this process does not see
    gone,      // nobody can connect
    replaced,  // who connects reaches something else
  };

  SocketFile() = default;
  // The one that is at `path` now.
  explicit SocketFile(std::string path);

  // A stat(2).
  State state() const;

 private:
  using Identity = std::pair<dev_t, ino_t>;

  static std::optional<Identity> identity_of(const std::string& path);

  std::string path_;
  std::optional<Identity> identity_;
};

}  // namespace greycache
