// stat(2), statvfs(3), the kind of file system and a listing.
#include "greyctl/doctor/state_look.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "common/platform.h"
#include "greyctl/doctor/state_checks.h"

namespace greycache {

namespace {

constexpr std::size_t kMostFiles = 10'000;

void read_disk(StateFacts& facts, const std::string& directory) {
  facts.filesystem = filesystem_of(directory);
  struct statvfs disk {};
  // What cannot be asked is no lack of room.
  facts.free_bytes = UINT64_MAX;
  if (statvfs(directory.c_str(), &disk) != 0) return;
  facts.free_bytes = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  facts.files = disk.f_files;
  facts.free_files = disk.f_favail;
  facts.read_only = (disk.f_flag & ST_RDONLY) != 0;
}

void read_files(StateFacts& facts, const std::string& directory, uid_t owner) {
  std::error_code error;
  std::size_t count = 0;
  for (std::filesystem::directory_iterator each(directory, error), end; !error && each != end;
       each.increment(error)) {
    const std::string name = each->path().filename().string();
    struct stat status {};
    if (++count > kMostFiles) return;
    if (lstat(each->path().c_str(), &status) == 0 && status.st_uid != owner) {
      facts.of_others.push_back(name);
    }
    if (name.find(".corrupt-") != std::string::npos) facts.set_aside.push_back(name);
  }
  facts.readable = !error;
}

}  // namespace

Findings look_at_state(const Settings& settings) {
  StateFacts facts;
  facts.directory = rights_of(settings.state_dir);
  struct stat socket {};
  if (stat(settings.socket.c_str(), &socket) == 0) facts.daemon = socket.st_uid;
  if (facts.directory.path.empty()) {
    read_disk(facts, settings.state_dir);
    read_files(facts, settings.state_dir, facts.directory.steps.back().uid);
  }
  return state_findings(facts, settings);
}

}  // namespace greycache
