// One list file of an administrator: read when it changed, kept when it cannot be read.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace greycache {

// A list of 100,000 entries has about 2 MiB.
inline constexpr std::size_t kMaxListFile = 64U << 20;

enum class ListFileState : std::uint8_t {
  unread,      // never looked at
  present,     // content() is what the file says
  missing,     // there is no such file: content() is empty
  unreadable,  // content() is what the file said when it could last be read
};

// Blocks on the file system: not for the thread that answers requests. One thread at a time.
class ListFile {
 public:
  explicit ListFile(std::string path) : path_(std::move(path)) {}

  struct Change {
    bool content = false;  // content() is another than before
    bool state = false;    // state() is another than before, or was unread
  };
  // Reads the file where it is another than at the last look, by device, inode, size or time of
  // change (ctime: it moves also where a copy keeps an old mtime). One that changed within the last
  // second is read again, since a further change may fall into the same tick of the file system's
  // clock.
  Change refresh();

  const std::string& path() const { return path_; }
  // The last part of the path: "clients_ip_whitelist.local".
  std::string name() const;
  const std::string& content() const { return content_; }
  ListFileState state() const { return state_; }
  // Why it is unreadable, as a sentence's end: "Permission denied".
  const std::string& reason() const { return reason_; }

 private:
  struct Stamp {
    dev_t device = 0;
    ino_t inode = 0;
    off_t size = -1;
    std::int64_t changed_ns = 0;  // ctime since 1970

    friend bool operator==(const Stamp&, const Stamp&) = default;
  };

  bool unchanged() const;
  static Stamp stamp_of(const struct stat& info);
  Change become(ListFileState state, std::string content);
  Change become_unreadable(std::string reason);
  Change read(int descriptor);

  std::string path_;
  std::string content_;
  std::string reason_;
  ListFileState state_ = ListFileState::unread;
  Stamp stamp_;
  bool settled_ = false;  // the stamp was old enough when the file was read
};

}  // namespace greycache
