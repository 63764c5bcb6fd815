// From a command's words to what is asked of the daemon.
#include "greycache/control/commands.h"

#include <fmt/format.h>

#include <utility>

#include "common/text.h"
#include "greycache/control/figures_text.h"

namespace greycache {

Commands::Commands(Core& core, const SessionTable& sessions, const std::string& conf_dir,
                   std::function<UnixTime()> clock,
                   std::function<std::shared_ptr<const PolicySet>()> policy,
                   std::function<void(Control::Reply)> reload, std::function<void()> on_opt_change,
                   ExpectationWatch& expectations)
    : core_(core),
      sessions_(sessions),
      clock_(std::move(clock)),
      policy_(std::move(policy)),
      reload_(std::move(reload)),
      started_(clock_()),
      show_(core, conf_dir, clock_, policy_),
      opt_(
          {core.worker(), core.asking_worker()}, [this] { return policy_()->rules.optmethod; },
          std::move(on_opt_change)),
      expect_(expectations, {.now = clock_, .max_connect_age = [this] {
                               return policy_()->rules.max_connect_age;
                             }}) {}

void Commands::run(const std::string& command, Control::Reply reply) {
  if (command == "stats") return reply("ok\n" + stats_text(figures()));
  if (command == "stats json") return reply("ok\n" + stats_json(figures()));
  if (command.starts_with("show ")) return show_.run(command.substr(5), std::move(reply));
  if (command.starts_with("optin ")) {
    return opt_.run(OptChoice::in, command.substr(6), std::move(reply));
  }
  if (command.starts_with("optout ")) {
    return opt_.run(OptChoice::out, command.substr(7), std::move(reply));
  }
  if (command.starts_with("expect ")) return expect_.expect(command.substr(7), std::move(reply));
  if (command.starts_with("release ")) return expect_.release(command.substr(8), std::move(reply));
  if (command == "reload") return reload_(std::move(reply));
  reply(
      fmt::format("error: unknown command '{}'; known are stats, stats json, show, reload, "
                  "optin, optout, expect, release\n",
                  escaped(command, 60)));
}

}  // namespace greycache
