// Who changed what by the panel, and when.
#include <utility>

#include "greyweb/page/words.h"
#include "greyweb/panel/difference.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"
#include "greyweb/panel/row_pages.h"

namespace greycache::web {

namespace {

constexpr int kChanges = 100;

// A text as it is, all else as JSON.
std::string words_of(const Json& row, std::string_view name) {
  const Json& value = member(row, name);
  if (value.is_object() || value.is_array()) {
    return shown(value.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  return shown(text_member(row, name));
}

Json change_of(const Visit& visit, const Json& row) {
  const auto at = number_member(row, "time");
  return {{"at", moment(at ? at : number_member(row, "at"), visit.now)},
          {"account", words_of(row, "account")},
          {"what", words_of(row, "what")},
          {"done", shown_sentence(text_member(row, "done"))},
          {"lines", difference_view(text_member(row, "difference"))}};
}

}  // namespace

HttpResponse changes_page(const Visit& visit) {
  const auto answer =
      visit.ask("changes", {{"place", visit.request.query.value("place")}, {"limit", kChanges}});
  if (!answer) return trouble_page(visit, answer.error());
  Json rows = Json::array();
  for (const Json& row : list_member(*answer, "rows")) rows.push_back(change_of(visit, row));
  const bool any = !rows.empty();
  return page(
      visit, "changes", "Changes",
      {{"rows", std::move(rows)}, {"any", any}, {"next", next_link(visit.request, *answer)}});
}

}  // namespace greycache::web
