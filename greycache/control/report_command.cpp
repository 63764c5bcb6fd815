// From words to a question, and from rows to an answer.
#include "greycache/control/report_command.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "greycache/control/describe.h"
#include "greycache/control/error_answer.h"
#include "greycache/control/report_json.h"
#include "greycache/control/report_text.h"
#include "greycache/control/wait_advice.h"
#include "greycache/core/control_link.h"
#include "greycache/core/start_error.h"

namespace greycache {

namespace {

using Clock = std::chrono::steady_clock;

constexpr UnixTime kDay = 86400;
// What fails after that has failed for the time it took.
constexpr std::chrono::seconds kLong{5};

// All that a report needs on the worker's thread.
struct Asked {
  ReportWords words;
  ReportQuestion question;
  std::shared_ptr<const PolicySet> policy;
  bool kept = true;  // a history
  std::unique_ptr<ReportStore> store;

  StoreResult<std::string> hosts(MailCountStore& counts) const;
  StoreResult<std::string> mails() const;
  StoreResult<std::string> waits() const;
  StoreResult<std::string> part(MailCountStore& counts) const;
  // As the control socket has it.
  std::string answer(MailCountStore& counts) const;
};

// Whose mail waited nobody knows.
std::string without_history(bool json) {
  return json ? "null\n" : "(not known: no history is kept, by history_keep = 0)\n";
}

StoreResult<std::string> Asked::hosts(MailCountStore& counts) const {
  const auto rows = kept ? store->hosts(question) : StoreResult<std::vector<HostOutcome>>{};
  if (!rows) return tl::unexpected(rows.error());
  const auto counted = counts.read_mail_counts(question.since / kDay, ReportStore::kMostOfHosts);
  if (!counted) return tl::unexpected(counted.error());
  const auto figures = host_figures(*rows, passed_at_once(*counted));
  return words.json ? hosts_json(figures, question.since, kept)
                    : hosts_text(figures, question.since, question.now, kept);
}

StoreResult<std::string> Asked::mails() const {
  if (!kept) return without_history(words.json);
  const auto groups = store->mails(question);
  if (!groups) return tl::unexpected(groups.error());
  return words.json ? mails_json(*groups, question.by) : mails_text(*groups, question.by);
}

StoreResult<std::string> Asked::waits() const {
  if (!kept) return without_history(words.json);
  auto found = store->waits(question);
  if (!found) return tl::unexpected(found.error());
  std::vector<AdvisedWait> advised;
  for (LongWait& wait : *found) {
    auto lines = wait_advice(wait, policy->rules, question.now);
    advised.push_back({std::move(wait), std::move(lines)});
  }
  return words.json ? waits_json(advised) : waits_text(advised);
}

StoreResult<std::string> Asked::part(MailCountStore& counts) const {
  switch (words.part) {
    case ReportPart::hosts:
      return hosts(counts);
    case ReportPart::mails:
      return mails();
    case ReportPart::waits:
      return waits();
  }
  return std::string();
}

std::string Asked::answer(MailCountStore& counts) const {
  const auto begun = Clock::now();
  const auto text = part(counts);
  if (text) return "ok\n" + *text;
  if (Clock::now() - begun < kLong) return fmt::format("error: {}\n", text.error().message);
  return fmt::format(
      "error: the history since {} is too large for the time that a part of a report may take; ask "
      "for fewer days (greyctl report --days 1), or shorten history_keep ({})\n",
      time_text(question.since), text.error().message);
}

}  // namespace

ReportCommand::ReportCommand(Core& core, std::function<UnixTime()> clock,
                             std::function<std::shared_ptr<const PolicySet>()> policy,
                             const HistoryAccess& access)
    : core_(core),
      clock_(std::move(clock)),
      policy_(std::move(policy)),
      make_store_(access.make_report),
      kept_(access.kept) {}

void ReportCommand::run(std::string_view words, Control::Reply reply) {
  const UnixTime now = clock_();
  const auto parsed = parse_report_words(words, now);
  if (!parsed) return reply(usage_answer(parsed.error()));
  if (!make_store_) return reply("error: no history is kept\n");
  if (*busy_) return reply(fmt::format("error: {}\n", kReportIsBusy));
  const auto asked = std::make_shared<Asked>();
  asked->words = *parsed;
  asked->policy = policy_();
  // What passed is counted by whole days (UTC): both begin with one.
  asked->question.since = parsed->since / kDay * kDay;
  asked->question.now = now;
  asked->question.max_connect_age = asked->policy->rules.max_connect_age;
  asked->question.by = parsed->by;
  asked->kept = !kept_ || kept_();
  try {
    asked->store = make_store_();
  } catch (const StartError& error) {
    return reply(fmt::format("error: {}\n", error.what()));
  }
  *busy_ = core_.reporting_worker().post(
      [asked, reply, busy = busy_](PersistentStore& store) -> Worker::Completion {
        return [answer = asked->answer(store), reply, busy] {
          *busy = false;
          reply(answer);
        };
      });
  if (!*busy_) reply("error: the store is busy; try again\n");
}

}  // namespace greycache
