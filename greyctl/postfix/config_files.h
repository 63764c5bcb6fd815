// main.cf and master.cf as bytes: read, kept beside, put back.
#pragma once

#include <string>

#include <tl/expected.hpp>

namespace greycache {

// Behind the names of the copies that "greyctl postfix --apply" keeps.
inline constexpr const char* kCopySuffix = ".before-greycache";

struct ConfigFiles {
  std::string main;
  std::string master;

  friend bool operator==(const ConfigFiles&, const ConfigFiles&) = default;
};

// main.cf and master.cf of the directory, each with the suffix. Errors are sentences.
tl::expected<ConfigFiles, std::string> read_files(const std::string& directory,
                                                  const std::string& suffix);

// Each is there as a whole or as it was before. Owner and mode are those of the file without the
// suffix, where there is one.
tl::expected<void, std::string> write_files(const std::string& directory, const std::string& suffix,
                                            const ConfigFiles& files);

void remove_files(const std::string& directory, const std::string& suffix);

// Whether postconf(1) can edit them: it would put a file in the place of a symbolic link, and write
// on in a last line without an end. Empty, or a sentence.
std::string obstacle_to_editing(const std::string& directory);

// A directory with such files, until its end: to try there what a change makes of them.
class TrialDirectory {
 public:
  static tl::expected<TrialDirectory, std::string> with(const ConfigFiles& files);
  TrialDirectory(TrialDirectory&& other) noexcept;
  TrialDirectory& operator=(TrialDirectory&&) = delete;
  ~TrialDirectory();

  const std::string& path() const { return path_; }

 private:
  explicit TrialDirectory(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace greycache
