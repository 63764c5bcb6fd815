// Fetching a list, and judging what came.
#include "greyctl/lists/candidate.h"

#include <fmt/format.h>

#include <utility>

#include "common/text.h"
#include "greyctl/lists/list_judgement.h"

namespace greycache {

namespace {

Candidate& unreachable(Candidate& candidate, std::string fault) {
  candidate.verdict = Verdict::unreachable;
  candidate.faults.push_back(std::move(fault));
  return candidate;
}

// What came is another text than was fetched before, or nothing was.
void judge(Candidate& candidate) {
  const std::string_view before = candidate.before ? std::string_view(*candidate.before) : "";
  if (candidate.before == candidate.fetched.text) {
    candidate.verdict = Verdict::same;
    return;
  }
  candidate.faults = faults_of(*candidate.list, before, candidate.fetched.text);
  candidate.verdict = candidate.faults.empty() ? Verdict::better : Verdict::refused;
}

}  // namespace

Candidate candidate_for(const FetchedList& list, const std::string& place, const ListStore& store,
                        const FetchLimits& limits) {
  Candidate candidate;
  candidate.list = &list;
  auto before = store.current(list.name);
  if (!before) return unreachable(candidate, before.error());
  candidate.before = std::move(*before);
  const std::string url = place + list.name;
  auto last = store.last_fetched(list.name);
  // From another place, or without a list here, it is wanted anyhow, unless it was taken back.
  const bool missing = !candidate.before && !store.is_taken_back(list.name);
  if (last && (last->url != url || missing)) last.reset();
  auto fetched = fetch(url, last ? last->etag : "", limits);
  if (!fetched) {
    return unreachable(candidate,
                       fmt::format("{}: {} {}", list.name, escaped(url), fetched.error()));
  }
  const bool known = last && (!fetched->changed || fetched->body == last->text);
  candidate.fetched = {url, std::move(fetched->etag),
                       known ? last->text : std::move(fetched->body)};
  if (known) {
    candidate.verdict = Verdict::same;
  } else {
    judge(candidate);
  }
  return candidate;
}

}  // namespace greycache
