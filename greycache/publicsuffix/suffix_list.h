// The Public Suffix List by libpsl: from a file of the system, or from the copy in the library.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct psl_ctx_st;  // libpsl's

namespace greycache {

struct LoadedSuffixList;

// Where Debian's package publicsuffix has it, compiled.
inline constexpr std::string_view kDebianSuffixList =
    "/usr/share/publicsuffix/public_suffix_list.dafsa";

// Constant: any thread may ask.
class SuffixList {
 public:
  // The copy in libpsl, as old as that package.
  static SuffixList built_in();

  // As RegistrableDomain of the policy says, by the list with its private section: hosts of
  // "github.io" are each an organisation of their own. Takes ASCII with punycode and UTF-8, each
  // found in the list as the other is, but does not make one of the other. At most kLongestName
  // bytes; what is longer has none.
  std::string registrable_domain(std::string_view name) const;

  // Whether the list has a rule that makes this name itself a public suffix: strangers have names
  // right below it. False of a top-level domain that it does not know. Names as above.
  bool is_public_suffix(std::string_view name) const;

  static constexpr std::size_t kLongestName = 255;

 private:
  friend LoadedSuffixList load_suffix_list(const std::string& path);

  struct Free {
    void operator()(const psl_ctx_st* list) const;
  };
  explicit SuffixList(const psl_ctx_st* list) : list_(list) {}

  std::unique_ptr<const psl_ctx_st, Free> list_;
};

// What came of a file, for whoever has a log.
struct LoadedSuffixList {
  SuffixList list;
  std::string warning;  // a sentence fit for a log; empty where the list is the file's
};

// Reads a list as text or compiled (.dafsa). Of a file that is missing, longer than 16 MiB, or not
// what it should be, the copy in libpsl stands in. Reads a disk: not in the loop.
LoadedSuffixList load_suffix_list(const std::string& path);

}  // namespace greycache
