// What was read, and how old it is.
#include "greyctl/doctor/list_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"

namespace greycache {

namespace {

// Large providers change their networks a few times a year.
constexpr std::int64_t kOldList = 365;
// A stable Debian keeps its list for two years.
constexpr std::int64_t kOldSuffixes = 730;
constexpr std::size_t kMostShown = 10;

void add_each(Findings& findings, const std::vector<std::string>& sentences,
              const std::string& advice) {
  for (std::size_t i = 0; i < std::min(sentences.size(), kMostShown); ++i) {
    findings.warning(sentences[i], advice);
  }
  if (sentences.size() <= kMostShown) return;
  findings.warning(fmt::format("{} more of that kind", sentences.size() - kMostShown),
                   "greyctl check-config names them all");
}

}  // namespace

Findings list_findings(const ListFacts& lists) {
  Findings findings;
  for (const FileAge& file : lists.shipped) {
    if (file.days <= kOldList) continue;
    findings.warning(
        fmt::format("{} is {} days old: senders have moved since, and wait", escaped(file.path),
                    file.days),
        "greyctl update-lists, where whitelists_host names a place, or the list of a newer "
        "version of Greycache; what is yours belongs into the .local file");
  }
  add_each(findings, lists.complaints, "mend that file, or put it there, then greyctl reload");
  add_each(findings, lists.wide,
           "nobody of those is greylisted: name the hosts that are meant, then greyctl reload");
  if (!lists.forgeable.empty()) findings.note(lists.forgeable, "");
  add_each(findings, lists.runaways,
           "write it without a repetition inside a repetition, as (a+)+, then greyctl reload");
  return findings;
}

Findings suffix_findings(const SuffixFacts& suffixes) {
  Findings findings;
  if (!suffixes.used) return findings;
  if (!suffixes.warning.empty()) {
    findings.warning(suffixes.warning,
                     "apt install publicsuffix; public_suffix_list in greycache.conf");
  } else if (suffixes.file.days > kOldSuffixes) {
    findings.note(
        fmt::format("the Public Suffix List {} is {} days old: hosts of strangers may count "
                    "as one organisation",
                    escaped(suffixes.file.path), suffixes.file.days),
        "upgrade publicsuffix; or public_suffix_list = a public_suffix_list.dat of today, "
        "from publicsuffix.org");
  }
  return findings;
}

}  // namespace greycache
