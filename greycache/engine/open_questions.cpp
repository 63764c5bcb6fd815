// The requests that wait for what the persistent store was asked.
#include "greycache/engine/open_questions.h"

#include <utility>

namespace greycache {

void OpenQuestions::ask_source(PendingPtr pending) {
  const std::string& src = pending->keys().src;
  loader_->want(src);
  for_source_[src].push_back(std::move(pending));
}

PendingList OpenQuestions::take(const std::string& src) {
  auto waiting = for_source_.extract(src);
  return waiting ? std::move(waiting.mapped()) : PendingList();
}

void OpenQuestions::ask_entries(PendingPtr pending) {
  loader_->ask(++last_question_, pending->keys());
  for_entries_.emplace(last_question_, std::move(pending));
}

PendingPtr OpenQuestions::take(std::uint64_t question) {
  auto waiting = for_entries_.extract(question);
  return waiting ? std::move(waiting.mapped()) : PendingPtr();
}

}  // namespace greycache
