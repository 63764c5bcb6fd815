// One piece of a search after another, until all entries were seen or the time is over.
#include "greycache/control/address_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/text.h"
#include "greycache/control/shown_entries.h"
#include "greycache/policy/correspondent.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/sender_names.h"
#include "greycache/policy/waiting.h"

namespace greycache {

namespace {

// Of these it is looked up whether what waits there was let pass already.
// Entries of one of them that are looked through.
constexpr std::size_t kMostOfSearched = 2000;
constexpr std::size_t kMostSearched = 50;

std::vector<std::string> waiting_sources(const std::vector<Fact>& facts) {
  std::vector<std::string> sources;
  for (const Fact& fact : facts) {
    if (fact.kind == FactKind::connect) sources.push_back(fact.src);
  }
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  if (sources.size() > kMostSearched) sources.resize(kMostSearched);
  return sources;
}

// The entries that let senders pass of whom something was found waiting: their names may be others
// than those that were searched.
void add_what_lets_pass(std::vector<Fact>& found, const SourceFacts& source,
                        const Cutoffs& cutoffs) {
  std::vector<Fact> more;
  for (const Fact& connect : found) {
    if (connect.kind != FactKind::connect || connect.src != source.src) continue;
    for (const Fact& fact : source.facts) {
      if (already_whitelisted(connect, {&fact, 1}, cutoffs)) more.push_back(fact);
    }
  }
  found.insert(found.end(), more.begin(), more.end());
}

}  // namespace

FactSearch wanted_of(const std::string& address, const std::string& recipient) {
  FactSearch wanted;
  const SenderNames names = sender_names(address, recipient);
  wanted.sender_domain = names.domain;
  if (address.starts_with('@')) return wanted;
  wanted.sender_name = names.name;
  wanted.awl_names = names.awl_names;
  if (address.empty()) return wanted;
  wanted.rcpt = key_part(lower_ascii(address), kRcptLimit);
  wanted.user = correspondents_source(address);
  return wanted;
}

std::string whitelist_text(const PolicySet& policy, const std::string& address) {
  using Held = AddressWhitelist::Held;
  if (address.empty() || address.starts_with('@')) return {};
  const auto held = [&](const AddressWhitelist* list) {
    return list == nullptr ? Held::no : list->held(address);
  };
  std::string text;
  if (held(policy.lists.recipients) != Held::no) {
    text += "as a recipient: whitelisted, and not greylisted (greyctl list-check names the line)\n";
  }
  const Held as_sender = held(policy.lists.senders);
  if (as_sender == Held::no) return text;
  return text +
         fmt::format(
             "as a sender: whitelisted, and not greylisted{} (greyctl list-check names "
             "the line)\n",
             as_sender == Held::always ? "" : " where the client's organisation is the sender's");
}

std::string opt_text(const PolicySet& policy, const std::string& address) {
  if (policy.rules.optmethod == OptMethod::none || address.empty() || address.starts_with('@')) {
    return {};
  }
  const OptLists* lists = policy.lists.opt_lists;
  if (lists == nullptr)
    return "as a recipient: not greylisted, since the opt tables are not read\n";
  const std::string recipient = lower_ascii(address);
  const std::string_view behind = std::string_view(recipient).substr(recipient.find('@') + 1);
  const std::string_view domain = behind.substr(0, behind.find('@'));
  std::string rows;
  for (std::size_t i = 0; i < kOptTables; ++i) {
    const auto table = static_cast<OptTable>(i);
    const bool email = table == OptTable::optin_email || table == OptTable::optout_email;
    if (!lists->contains(table, email ? std::string_view(recipient) : domain)) continue;
    rows += fmt::format("{}{}", rows.empty() ? "" : ", ", opt_table_name(table));
  }
  const bool active = lists->greylisting_active(policy.rules.optmethod, recipient);
  return fmt::format("as a recipient: {}greylisted ({})\n", active ? "" : "not ",
                     rows.empty() ? "in no opt table" : "in " + rows);
}

AddressSearch::AddressSearch(Worker& worker, Question question, Done done)
    : worker_(worker), question_(std::move(question)), done_(std::move(done)) {
  found_ = std::move(question_.known);
}

void AddressSearch::begin(Worker& worker, Question question, Done done) {
  const std::shared_ptr<AddressSearch> search(
      new AddressSearch(worker, std::move(question), std::move(done)));
  search->next_piece();
}

// The object belongs to the worker's thread while a job of it runs, else to the loop's.
void AddressSearch::next_piece() {
  const auto job = [self = shared_from_this()](PersistentStore& store) -> Worker::Completion {
    auto piece = store.search(self->question_.wanted, self->place_, kMostFound);
    return [self, piece = std::move(piece)]() mutable { self->took(std::move(piece)); };
  };
  if (worker_.post(job)) return;
  trouble_ += "(not all: the store is busy)\n";
  finish({});
}

void AddressSearch::took(StoreResult<std::vector<Fact>> piece) {
  if (!piece) {
    trouble_ += fmt::format("(not all: {})\n", piece.error().message);
    return finish({});
  }
  found_.insert(found_.end(), piece->begin(), piece->end());
  const bool enough = found_.size() >= kMostFound;
  if (enough) trouble_ += fmt::format("(not all: there are more than {} entries)\n", kMostFound);
  if (!enough && !place_.done && over()) {
    trouble_ +=
        "(not all: the search took too long and was ended; greyctl show ADDRESS shows all of a "
        "client)\n";
  }
  if (!enough && !place_.done && !over()) return next_piece();
  ask_for_sources();
}

void AddressSearch::ask_for_sources() {
  const auto sources = waiting_sources(found_);
  if (sources.empty()) return finish({});
  const auto job = [self = shared_from_this(),
                    sources](PersistentStore& store) -> Worker::Completion {
    auto loaded = store.load(sources, self->question_.cutoffs, kMostOfSearched);
    return [self, loaded = std::move(loaded)] {
      self->finish(loaded.value_or(std::vector<SourceFacts>{}));
    };
  };
  if (!worker_.post(job)) finish({});
}

void AddressSearch::finish(const std::vector<SourceFacts>& sources) {
  for (const SourceFacts& source : sources) {
    add_what_lets_pass(found_, source, question_.cutoffs);
  }
  ShownEntries shown{.before = question_.text, .facts = std::move(found_), .after = trouble_};
  shown.nothing = question_.wanted.rcpt.empty()
                      ? "nothing is known of this sender\n"
                      : "nothing is known of this sender, and nothing waits for such a recipient\n";
  done_(std::move(shown).answer(question_.json, *question_.policy, question_.now));
}

}  // namespace greycache
