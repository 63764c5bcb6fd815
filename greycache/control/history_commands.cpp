// From words to a search, and from what it found to an answer.
#include "greycache/control/history_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <utility>

#include "common/json_object.h"
#include "common/text.h"
#include "greycache/config/lists/rule_search.h"
#include "greycache/control/error_answer.h"

namespace greycache {

namespace {

constexpr std::string_view kRule = "discrimination:";

void add_rule_line(std::map<std::string, std::string>& lines, const std::string& rule,
                   const std::string& conf_dir) {
  if (!rule.starts_with(kRule) || lines.contains(rule)) return;
  int number = 0;
  std::from_chars(rule.data() + kRule.size(), rule.data() + rule.size(), number);
  if (const auto line = rule_line(conf_dir, number)) lines.emplace(rule, *line);
}

// Only first attempts that never came back, so many at most.
void keep_never(HistorySearch::Answer& answer, std::size_t limit) {
  std::unordered_map<std::string, bool> never;
  for (const WaitedMail& mail : answer.mails) {
    never.emplace(mail_key(mail.last()), mail.became == Became::never);
  }
  std::erase_if(answer.rows, [&](const HistoryRow& row) { return !never[mail_key(row)]; });
  if (answer.rows.size() > limit) answer.rows.resize(limit);
}

// An answer of nothing would be taken for none that waited.
bool found_nothing_for(const HistorySearch::Answer& answer) {
  return answer.rows.empty() && !answer.trouble.empty();
}

std::string error_of(const HistorySearch::Answer& answer) {
  return fmt::format("error: nothing was found: {}\n", trimmed(answer.trouble));
}

std::string list_text(const HistorySearch::Answer& answer, bool json, const StoryContext& context) {
  std::unordered_map<std::string, const WaitedMail*> mails;
  for (const WaitedMail& mail : answer.mails) mails.emplace(mail_key(mail.last()), &mail);
  std::string text;
  for (const HistoryRow& row : answer.rows) {
    const auto mail = mails.find(mail_key(row));
    const WaitedMail* found = mail == mails.end() ? nullptr : mail->second;
    text += json ? history_json(row, found) : history_line(row, found, context);
  }
  // A line of its own: each of the others is a row.
  if (json && !answer.trouble.empty()) {
    text += JsonObject().add_text("trouble", trimmed(answer.trouble)).text() + "\n";
  }
  if (json) return text;
  return text.empty() ? "nothing of that kind waited\n" + answer.trouble : text + answer.trouble;
}

std::string stories_json(const HistorySearch::Answer& answer, const StoryContext& context) {
  std::vector<std::string> mails;
  for (const WaitedMail& mail : answer.mails) mails.push_back(story_json(mail, context));
  return JsonObject().add("mails", json_list(mails)).add_text("trouble", answer.trouble).text() +
         "\n";
}

std::string stories_text(const HistorySearch::Answer& answer, std::size_t left_out,
                         const StoryContext& context) {
  if (answer.mails.empty()) {
    return "the history knows of no mail that waited there: it passed at once, it never came, or "
           "it is longer ago than history_keep\n" +
           answer.trouble;
  }
  std::string text;
  if (left_out > 0) text = fmt::format("({} older mails are left out)\n", left_out);
  for (const WaitedMail& mail : answer.mails) text += story_text(mail, context);
  return text + answer.trouble;
}

}  // namespace

std::map<std::string, std::string> rule_lines_of(const std::vector<WaitedMail>& mails,
                                                 const std::string& conf_dir) {
  std::map<std::string, std::string> lines;
  for (const WaitedMail& mail : mails) {
    for (const HistoryRow& row : mail.attempts) add_rule_line(lines, row.rule, conf_dir);
  }
  return lines;
}

HistoryCommands::HistoryCommands(Core& core, const std::string& conf_dir,
                                 std::function<UnixTime()> clock,
                                 std::function<std::shared_ptr<const PolicySet>()> policy,
                                 const HistoryAccess& access)
    : core_(core),
      conf_dir_(conf_dir),
      clock_(std::move(clock)),
      policy_(std::move(policy)),
      store_(access.store),
      kept_(access.kept) {}

StoryContext HistoryCommands::context() const {
  return {policy_()->rules, clock_(), conf_dir_, {}};
}

// Why no search can begin now; empty where one can.
std::string HistoryCommands::hindrance() const {
  if (!store_) return "no history is kept";
  if (kept_ && !kept_()) return std::string(kNoHistoryKept);
  if (*searches_ < kMostSearches) return {};
  return fmt::format("{} searches are under way; try again", kMostSearches);
}

HistorySearch::Question HistoryCommands::question_of(const HistoryWords& asked) const {
  HistorySearch::Question question;
  question.query = asked.query;
  question.limit = asked.limit;
  question.history = store_;
  question.policy = policy_();
  question.cutoffs = core_.engine().cutoffs();
  question.now = clock_();
  question.end = std::chrono::steady_clock::now() + kSearchTime;
  if (asked.never) {
    question.query.outcomes = {outcome_name(Outcome::fresh)};
    question.query.until = question.now - question.policy->rules.max_connect_age;
    question.limit = kMostHistoryRows;
  }
  return question;
}

void HistoryCommands::search(const HistoryWords& asked, bool stories, const Control::Reply& reply,
                             Done done) {
  const std::string why_not = hindrance();
  if (!why_not.empty()) return reply(error_answer(why_not));
  HistorySearch::Question question = question_of(asked);
  question.stories = stories;
  ++*searches_;
  HistorySearch::begin(core_.asking_worker(), std::move(question),
                       [asked, context = context(), done = std::move(done),
                        searches = searches_](HistorySearch::Answer answer) {
                         --*searches;
                         done(std::move(answer), asked, context);
                       });
}

void HistoryCommands::find(const std::string& reference, Found found) {
  const std::string why_not = hindrance();
  if (!why_not.empty()) return found(tl::make_unexpected(why_not));
  HistoryWords asked;
  asked.query.references = {reference};
  ++*searches_;
  HistorySearch::begin(
      core_.asking_worker(), question_of(asked),
      [found = std::move(found), searches = searches_](const HistorySearch::Answer& answer) {
        --*searches;
        std::vector<HistoryRow> rows;
        for (const WaitedMail& mail : answer.mails) rows.push_back(mail.last());
        if (rows.empty() && !answer.trouble.empty()) {
          return found(tl::make_unexpected(std::string(trimmed(answer.trouble))));
        }
        found(std::move(rows));
      });
}

void HistoryCommands::history(std::string_view words, Control::Reply reply) {
  const auto asked = parse_history_words(words, clock_());
  if (!asked) return reply(usage_answer(asked.error()));
  search(*asked, false, reply,
         [reply](HistorySearch::Answer answer, const HistoryWords& words_asked,
                 const StoryContext& context) {
           if (words_asked.never) keep_never(answer, words_asked.limit);
           if (found_nothing_for(answer)) return reply(error_of(answer));
           reply("ok\n" + list_text(answer, words_asked.json, context));
         });
}

void HistoryCommands::explain(std::string_view words, Control::Reply reply) {
  const auto asked = parse_history_words(words, clock_());
  if (!asked) return reply(usage_answer(asked.error()));
  search(*asked, true, reply,
         [this, reply](HistorySearch::Answer answer, const HistoryWords& words_asked,
                       StoryContext context) {
           if (found_nothing_for(answer)) return reply(error_of(answer));
           const std::size_t left_out =
               answer.mails.size() - std::min(answer.mails.size(), kMostStories);
           answer.mails.erase(answer.mails.begin(),
                              answer.mails.begin() + static_cast<std::ptrdiff_t>(left_out));
           const auto job = [answer = std::move(answer), context = std::move(context), left_out,
                             json = words_asked.json,
                             reply](PersistentStore&) mutable -> Worker::Completion {
             context.rule_lines = rule_lines_of(answer.mails, context.conf_dir);
             const std::string text =
                 json ? stories_json(answer, context) : stories_text(answer, left_out, context);
             return [reply, text] { reply("ok\n" + text); };
           };
           if (!core_.asking_worker().post(job)) reply("error: the store is busy; try again\n");
         });
}

}  // namespace greycache
