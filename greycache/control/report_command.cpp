// From words to a question, and from rows to an answer.
#include "greycache/control/report_command.h"

#include <fmt/format.h>

#include <utility>

#include "greycache/control/report_json.h"
#include "greycache/control/report_text.h"
#include "greycache/control/wait_advice.h"
#include "greycache/core/start_error.h"

namespace greycache {

namespace {

constexpr UnixTime kDay = 86400;

// All that a report needs on the worker's thread.
struct Asked {
  ReportWords words;
  ReportQuestion question;
  std::shared_ptr<const PolicySet> policy;
  std::string conf_dir;
  std::unique_ptr<ReportStore> store;

  StoreResult<std::string> hosts(MailCountStore& counts) const;
  StoreResult<std::string> mails() const;
  StoreResult<std::string> waits() const;
  StoreResult<std::string> answer(MailCountStore& counts) const;
};

StoreResult<std::string> Asked::hosts(MailCountStore& counts) const {
  const auto rows = store->hosts(question);
  if (!rows) return tl::unexpected(rows.error());
  const auto counted = counts.read_mail_counts(question.since / kDay, ReportStore::kMostOfHosts);
  if (!counted) return tl::unexpected(counted.error());
  const auto figures = host_figures(*rows, passed_at_once(*counted));
  return words.json ? hosts_json(figures, question.since)
                    : hosts_text(figures, question.since, question.now);
}

StoreResult<std::string> Asked::mails() const {
  const auto groups = store->mails(question);
  if (!groups) return tl::unexpected(groups.error());
  return words.json ? mails_json(*groups, question.by) : mails_text(*groups, question.by);
}

StoreResult<std::string> Asked::waits() const {
  auto found = store->waits(question);
  if (!found) return tl::unexpected(found.error());
  std::vector<AdvisedWait> advised;
  for (LongWait& wait : *found) {
    auto lines = wait_advice(wait, policy->rules, question.now, conf_dir);
    advised.push_back({std::move(wait), std::move(lines)});
  }
  return words.json ? waits_json(advised) : waits_text(advised);
}

StoreResult<std::string> Asked::answer(MailCountStore& counts) const {
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

}  // namespace

ReportCommand::ReportCommand(Core& core, const std::string& conf_dir,
                             std::function<UnixTime()> clock,
                             std::function<std::shared_ptr<const PolicySet>()> policy,
                             MakeStore make_store)
    : core_(core),
      conf_dir_(conf_dir),
      clock_(std::move(clock)),
      policy_(std::move(policy)),
      make_store_(std::move(make_store)) {}

void ReportCommand::run(std::string_view words, Control::Reply reply) {
  const UnixTime now = clock_();
  const auto parsed = parse_report_words(words, now);
  if (!parsed) return reply(fmt::format("error: {}\n", parsed.error()));
  if (!make_store_) return reply("error: no history is kept\n");
  if (*busy_) return reply("error: another report is being made; try again\n");
  const auto asked = std::make_shared<Asked>();
  asked->words = *parsed;
  asked->policy = policy_();
  asked->question.since = parsed->since;
  asked->question.now = now;
  asked->question.max_connect_age = asked->policy->rules.max_connect_age;
  asked->question.by = parsed->by;
  asked->conf_dir = conf_dir_;
  try {
    asked->store = make_store_();
  } catch (const StartError& error) {
    return reply(fmt::format("error: {}\n", error.what()));
  }
  *busy_ = core_.asking_worker().post(
      [asked, reply, busy = busy_](PersistentStore& store) -> Worker::Completion {
        const auto answer = asked->answer(store);
        return [answer, reply, busy] {
          *busy = false;
          reply(answer ? "ok\n" + *answer : fmt::format("error: {}\n", answer.error().message));
        };
      });
  if (!*busy_) reply("error: the store is busy; try again\n");
}

}  // namespace greycache
