// Owner, space and file system.
#include "greyctl/doctor/state_checks.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "common/text.h"

namespace greycache {

namespace {

// A file of SQLite cannot grow in less.
constexpr std::uint64_t kLeastFree = std::uint64_t{64} << 20U;
constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20U;

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  const std::size_t most = 5;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) {
    text += (i == 0 ? "" : ", ") + escaped(names[i], 80);
  }
  return names.size() > most ? fmt::format("{} and {} more", text, names.size() - most) : text;
}

void check_missing(Findings& findings, const StateFacts& state, const std::string& path) {
  if (state.directory.error == EACCES) {
    findings.warning(fmt::format("{} could not be looked at: {}: Permission denied", path,
                                 escaped(state.directory.path)),
                     "run greyctl doctor as root");
    return;
  }
  findings.error(
      fmt::format("{}: {}: {}", path, escaped(state.directory.path),
                  strerror(state.directory.error)),
      "systemd makes it at the start of the daemon (StateDirectory=); another one has to "
      "be made by hand, as the daemon's");
}

void check_owner(Findings& findings, const StateFacts& state, const std::string& path) {
  const PathStep& directory = state.directory.steps.back();
  if (state.daemon && *state.daemon != directory.uid) {
    findings.error(fmt::format("{} belongs to {}, and the daemon's socket to another account: it "
                               "cannot write there",
                               path, directory.owner),
                   fmt::format("chown -R ACCOUNT {}, with the daemon's account", path));
  }
  if ((directory.mode & 077U) != 0) {
    findings.warning(fmt::format("{} has mode {}: other accounts may look for who writes to whom",
                                 path, mode_text(directory.mode)),
                     fmt::format("chmod 0700 {}", path));
  }
  if (!state.of_others.empty()) {
    findings.error(
        fmt::format("in {} files do not belong to its owner, so the daemon may be unable "
                    "to write them: {}",
                    path, listed(state.of_others)),
        fmt::format("chown -R {} {}", directory.owner, path));
  }
}

void check_space(Findings& findings, const StateFacts& state, const Settings& settings,
                 const std::string& path) {
  const auto megabytes = state.free_bytes / kMegabyte;
  if (state.files > 0 && state.free_files == 0) {
    findings.error(fmt::format("the disk of {} has no inode left", path), "remove files there");
  }
  if (state.free_bytes < kLeastFree) {
    findings.error(fmt::format("the disk of {} has {} MB left: soon changes are in memory only",
                               path, megabytes),
                   "make room there");
  } else if (state.free_bytes < settings.journal_max) {
    findings.warning(
        fmt::format("the disk of {} has {} MB left, and the journal may hold {} MB (journal_max)",
                    path, megabytes, settings.journal_max / kMegabyte),
        "make room there, or lower journal_max");
  }
}

void check_filesystem(Findings& findings, const StateFacts& state, const std::string& path) {
  static constexpr std::array<std::string_view, 2> kMemory{"tmpfs", "ramfs"};
  static constexpr std::array<std::string_view, 5> kRemote{"nfs", "smb", "cifs", "fuse", "9p"};
  const auto is_one_of = [&](const auto& names) {
    return std::ranges::find(names, state.filesystem) != names.end();
  };
  if (state.read_only) {
    findings.error(fmt::format("{} is on a file system that is read-only", path),
                   "mount it read-write; the kernel's log says why it is not");
  }
  if (is_one_of(kMemory)) {
    findings.error(fmt::format("{} is on {}, in memory: a restart of the host loses what is only "
                               "there",
                               path, state.filesystem),
                   "set state_dir to a directory on a disk");
  } else if (is_one_of(kRemote)) {
    findings.warning(fmt::format("{} is on {}: SQLite's locks and fsync(2) may not hold there, and "
                                 "each answer waits for it",
                                 path, state.filesystem),
                     "set state_dir to a directory on a disk of this host");
  }
}

}  // namespace

Findings state_findings(const StateFacts& state, const Settings& settings) {
  Findings findings;
  const std::string path = escaped(settings.state_dir);
  if (!state.directory.path.empty()) {
    check_missing(findings, state, path);
    return findings;
  }
  check_owner(findings, state, path);
  check_space(findings, state, settings, path);
  check_filesystem(findings, state, path);
  if (!state.readable) {
    findings.warning(fmt::format("the files in {} could not be looked at: Permission denied", path),
                     "run greyctl doctor as root");
  }
  if (!state.set_aside.empty()) {
    findings.warning(fmt::format("in {} lie files that were damaged and moved aside: {}", path,
                                 listed(state.set_aside)),
                     "look at the disk (smartctl, dmesg); remove them once you need them no more");
  }
  return findings;
}

}  // namespace greycache
