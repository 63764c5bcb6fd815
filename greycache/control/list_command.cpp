// A page by the worker for questions.
#include "greycache/control/list_command.h"

#include <utility>

#include "greycache/control/error_answer.h"
#include "greycache/control/list_page.h"

namespace greycache {

void ListCommand::run(std::string_view words, const Control::Reply& reply) {
  auto page = ListPage::parse(words);
  if (!page) return reply(usage_answer("write waiting or known, and where the page begins"));
  page->policy = policy_();
  page->now = clock_();
  const bool posted = core_.asking_worker().post(
      [page = *std::move(page), reply](PersistentStore& store) -> Worker::Completion {
        return [text = page.answer(store), reply] { reply(text); };
      });
  if (!posted) reply(error_answer("the store is busy; try again"));
}

}  // namespace greycache
