// The requests that wait for what the persistent store was asked.
#include "greycache/engine/open_questions.h"

#include <algorithm>
#include <utility>

namespace greycache {

void OpenQuestions::ask_source(Inquiry& inquiry) {
  ++inquiry.pending.awaited;
  loader_->want(inquiry.keys.src);
  for_source_[inquiry.keys.src].push_back(&inquiry);
}

void OpenQuestions::ask_entries(Inquiry& inquiry, UnixTime connects_from) {
  ++inquiry.pending.awaited;
  loader_->ask(++last_question_, inquiry.keys, connects_from);
  for_entries_.emplace(last_question_, &inquiry);
}

void OpenQuestions::hold(PendingPtr pending) {
  pending->place = held_.size();
  held_.push_back(std::move(pending));
}

bool OpenQuestions::have_units(const std::string& src) const {
  const auto waiting = for_source_.find(src);
  return waiting != for_source_.end() && std::ranges::all_of(waiting->second, [](const Inquiry* i) {
           return i->kind == InquiryKind::narrow && i->pending.has_organisation();
         });
}

std::vector<Inquiry*> OpenQuestions::take(const std::string& src) {
  auto waiting = for_source_.extract(src);
  return waiting ? std::move(waiting.mapped()) : std::vector<Inquiry*>();
}

Inquiry* OpenQuestions::take(std::uint64_t question) {
  auto waiting = for_entries_.extract(question);
  return waiting ? waiting.mapped() : nullptr;
}

PendingPtr OpenQuestions::answered(Inquiry& inquiry) {
  Pending& pending = inquiry.pending;
  if (--pending.awaited > 0) return {};
  PendingPtr taken = std::move(held_[pending.place]);
  if (pending.place + 1 < held_.size()) {
    held_[pending.place] = std::move(held_.back());
    held_[pending.place]->place = pending.place;
  }
  held_.pop_back();
  return taken;
}

}  // namespace greycache
