// libpsl behind SuffixList; the only file that sees its header.
#include "greycache/publicsuffix/suffix_list.h"

#include <fmt/format.h>
#include <libpsl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "common/characters.h"
#include "common/open_to_read.h"
#include "common/text.h"

namespace greycache {

namespace {

constexpr off_t kMostBytes = 16 << 20;
// What libpsl makes of bytes that are no UTF-8; no name holds it (RFC 5892).
constexpr std::size_t kNone = std::string_view::npos;
constexpr std::string_view kReplacement = "\xef\xbf\xbd";

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

bool is_name_byte(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.' || !is_ascii(c);
}

// libpsl takes any text, and an address for a name. No top-level domain is a number (RFC 3696,
// section 2).
bool is_domain_name(std::string_view name) {
  if (name.empty() || name.size() > SuffixList::kLongestName) return false;
  if (name.front() == '.' || name.back() == '.' || name.find("..") != kNone) return false;
  return std::ranges::all_of(name, is_name_byte) && !all_digits(name.substr(name.rfind('.') + 1));
}

// libpsl compares bytes. Lower-casing makes other characters of some.
std::string lower_in_utf8(const std::string& lower) {
  char* text = nullptr;
  if (psl_str_to_utf8lower(lower.c_str(), "utf-8", nullptr, &text) != PSL_SUCCESS) return "";
  const std::unique_ptr<char, void (*)(char*)> owner(text, psl_free_string);
  const bool good = is_domain_name(text) && std::string_view(text).find(kReplacement) == kNone;
  return good ? text : "";
}

// As libpsl takes it; empty where it is no name.
std::string plain_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (!is_domain_name(name)) return "";
  std::string lower = lower_ascii(name);
  return std::ranges::all_of(lower, is_ascii) ? lower : lower_in_utf8(lower);
}

std::string domain_in(const psl_ctx_t* list, std::string_view name) {
  const std::string lower = plain_name(name);
  if (lower.empty()) return "";
  const char* const domain = psl_registrable_domain(list, lower.c_str());
  return domain == nullptr ? "" : domain;
}

struct Example {
  std::string_view name;
  std::string_view domain;
};

// Rules of each kind, from over the alphabet, that have been in the list for ten years. libpsl
// takes any file for a list, and one that was cut off gives other answers.
constexpr std::array<Example, 12> kExamples{{{"a.b.com", "b.com"},
                                             {"a.b.com.au", "b.com.au"},
                                             {"a.b.com.br", "b.com.br"},
                                             {"a.b.com.cn", "b.com.cn"},
                                             {"a.b.co.jp", "b.co.jp"},
                                             {"a.b.co.nz", "b.co.nz"},
                                             {"a.b.co.uk", "b.co.uk"},
                                             {"a.b.co.za", "b.co.za"},
                                             {"a.b.c.ck", "b.c.ck"},
                                             {"a.www.ck", "www.ck"},
                                             {"a.city.kawasaki.jp", "city.kawasaki.jp"},
                                             {"a.b.github.io", "b.github.io"}}};

bool is_sound(const psl_ctx_t* list) {
  return std::ranges::all_of(kExamples, [&](const Example& example) {
    return domain_in(list, example.name) == example.domain;
  });
}

struct Reading {
  psl_ctx_t* list = nullptr;
  std::string problem;
};

Reading read_list(const std::string& path) {
  FileDescriptor file = open_to_read(path);
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0) return {nullptr, std::strerror(errno)};
  if (!S_ISREG(status.st_mode)) return {nullptr, "is no file"};
  if (status.st_size > kMostBytes) return {nullptr, "is longer than 16 MiB"};
  const std::unique_ptr<FILE, int (*)(FILE*)> stream(fdopen(file.get(), "r"), fclose);
  if (stream == nullptr) return {nullptr, std::strerror(errno)};
  file.release();
  return {psl_load_fp(stream.get()), ""};
}

LoadedSuffixList fallback(const std::string& path, std::string_view problem) {
  std::string warning = fmt::format(
      "{}: {}; the copy of the Public Suffix List in libpsl {} stands in (Debian's package "
      "publicsuffix has {})",
      escaped(path), problem, psl_get_version(), kDebianSuffixList);
  return {SuffixList::built_in(), std::move(warning)};
}

}  // namespace

// psl_free() knows the built-in one, and leaves it.
void SuffixList::Free::operator()(const psl_ctx_st* list) const {
  psl_free(const_cast<psl_ctx_st*>(list));
}

SuffixList SuffixList::built_in() {
  return SuffixList(psl_builtin());
}

std::string SuffixList::registrable_domain(std::string_view name) const {
  return domain_in(list_.get(), name);
}

bool SuffixList::is_public_suffix(std::string_view name) const {
  const std::string lower = plain_name(name);
  return !lower.empty() && psl_is_public_suffix2(list_.get(), lower.c_str(),
                                                 PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) == 1;
}

LoadedSuffixList load_suffix_list(const std::string& path) {
  const Reading reading = read_list(path);
  if (reading.list == nullptr) {
    return fallback(path, reading.problem.empty() ? "is no Public Suffix List" : reading.problem);
  }
  SuffixList list(reading.list);
  if (is_sound(reading.list)) return {std::move(list), ""};
  return fallback(path, "is no whole Public Suffix List (rules are missing)");
}

}  // namespace greycache
