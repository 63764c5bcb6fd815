// From a command's words to what is asked of the daemon.
#include "greycache/control/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/text.h"
#include "common/typed_log.h"
#include "common/utf8.h"
#include "greycache/control/figures_text.h"
#include "greycache/policy/keys.h"

namespace greycache {

namespace {

// Of a name that was too long for a row nobody knows the end.
ReferredMail referred_mail(const HistoryRow& row) {
  if (!cut_name(row.sender).empty() || !cut_name(row.recipient).empty()) return {};
  return {percent_decoded(row.sender), percent_decoded(row.recipient)};
}

Eraser::Callbacks erasing(Core& core) {
  return {.drop = [&core](std::span<const std::string> sources) { core.drop_hot(sources); },
          .on_done =
              [](std::size_t entries) {
                log_typed(LogType::conf, 2, "what was forgotten is deleted: {} entries", entries);
              }};
}

}  // namespace

Commands::Commands(Core& core, const SessionTable& sessions, const std::string& conf_dir,
                   std::function<UnixTime()> clock,
                   std::function<std::shared_ptr<const PolicySet>()> policy,
                   std::function<void(Control::Reply)> reload, std::function<void()> on_opt_change,
                   ExpectationWatch& expectations, HistoryAccess history)
    : core_(core),
      sessions_(sessions),
      clock_(std::move(clock)),
      policy_(std::move(policy)),
      reload_(std::move(reload)),
      started_(clock_()),
      history_state_(std::move(history.state)),
      show_(core, conf_dir, clock_, policy_),
      list_(core, clock_, policy_),
      opt_(
          {core.worker(), core.asking_worker()}, [this] { return policy_()->rules.optmethod; },
          std::move(on_opt_change)),
      expect_(
          expectations,
          {.now = clock_, .max_connect_age = [this] { return policy_()->rules.max_connect_age; }}),
      eraser_(core.loop(), {core.asking_worker(), core.cleaning_worker()}, erasing(core)),
      forget_(expectations, eraser_,
              {.now = clock_,
               .policy = policy_,
               .organisation_of =
                   [&core](std::string_view domain) {
                     return core.engine().organisations().organisation_of(domain);
                   }}),
      history_(core, conf_dir, clock_, policy_, history),
      would_(core, conf_dir, clock_, policy_),
      report_(core, clock_, policy_, history) {
  expect_.set_find_by_reference([this](const std::string& reference, auto found) {
    history_.find(reference, [found = std::move(found)](const auto& rows) {
      if (!rows) return found(tl::make_unexpected(rows.error()));
      std::vector<ReferredMail> mails;
      for (const HistoryRow& row : *rows) mails.push_back(referred_mail(row));
      found(std::move(mails));
    });
  });
}

Figures Commands::figures() const {
  Figures figures = figures_of(core_, sessions_, started_);
  if (history_state_) figures.history = history_state_();
  return figures;
}

// The words behind the command's name, which may be the whole of it.
bool Commands::run_history(const std::string& command, const Control::Reply& reply) {
  const std::size_t blank = std::min(command.find(' '), command.size());
  const std::string name = command.substr(0, blank);
  const std::string_view words = std::string_view(command).substr(blank);
  if (name == "history") history_.history(words, reply);
  if (name == "explain") history_.explain(words, reply);
  if (name == "would") would_.run(words, reply);
  if (name == "report") report_.run(words, reply);
  return name == "history" || name == "explain" || name == "would" || name == "report";
}

void Commands::run(const std::string& command, Control::Reply reply) {
  if (command == "stats") return reply("ok\n" + stats_text(figures()));
  if (command == "stats json") return reply("ok\n" + stats_json(figures()));
  if (command.starts_with("show ")) return show_.run(command.substr(5), false, std::move(reply));
  if (command.starts_with("show-json ")) {
    return show_.run(command.substr(10), true, std::move(reply));
  }
  if (command.starts_with("list ")) return list_.run(command.substr(5), reply);
  if (command.starts_with("optin ")) {
    return opt_.run(OptChoice::in, command.substr(6), std::move(reply));
  }
  if (command.starts_with("optout ")) {
    return opt_.run(OptChoice::out, command.substr(7), std::move(reply));
  }
  if (command.starts_with("expect ")) return expect_.expect(command.substr(7), std::move(reply));
  if (command.starts_with("allow ")) return expect_.allow(command.substr(6), std::move(reply));
  if (command.starts_with("release ")) return expect_.release(command.substr(8), std::move(reply));
  if (command.starts_with("forget ")) return forget_.run(command.substr(7), reply);
  if (command == "reload") return reload_(std::move(reply));
  if (run_history(command, reply)) return;
  reply(fmt::format(
      "error: unknown command '{}'; known are stats, stats json, show, list, reload, "
      "optin, optout, expect, release, allow, forget, history, explain, would, report\n",
      shown_text(command, 60)));
}

}  // namespace greycache
