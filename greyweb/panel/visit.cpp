// Questions with the account's name on them.
#include "greyweb/panel/visit.h"

#include <utility>

#include "greyweb/daemon/verb.h"

namespace greycache::web {

PanelAnswer Visit::ask(std::string_view verb, Json arguments) const {
  return site.daemon.ask(account, verb, std::move(arguments), PanelClient::Asks::look);
}

PanelAnswer Visit::change(std::string_view verb, Json arguments) const {
  const std::string what =
      std::string(verb) + " " + arguments.dump(-1, ' ', true, Json::error_handler_t::replace);
  auto answer = site.daemon.ask(account, verb, std::move(arguments), PanelClient::Asks::change);
  site.audit.add({.at = now,
                  .event = "change",
                  .account = account.name,
                  .address = request.address,
                  .outcome = answer ? "ok" : std::string_view(answer.error().code),
                  .what = what});
  return answer;
}

bool Visit::may(std::string_view verb, bool changes) const {
  const Verb* row = find_verb(verb, changes);
  return row != nullptr && may_ask(*row, account.role, !account.domain.empty());
}

}  // namespace greycache::web
