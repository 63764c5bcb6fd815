// One request between submit() and answer().
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "greycache/engine/asker.h"
#include "greycache/engine/inquiry.h"
#include "greycache/policy/admission.h"

namespace greycache {

struct Pending {
  Pending() = default;
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;

  Asker* asker = nullptr;  // null once it was answered or went away
  Admission admission;
  std::uint64_t mail = 0;  // RecentAnswers::mail_of()

  // Of a client with an organisation, see ClientSources; else empty.
  std::string organisation;
  std::string standing_name;  // see standing_name_of()
  bool good_standing = true;  // when the request came
  Keys unit_keys;
  Keys correspondent_keys;

  // The sources that it is looked up under; the first is the narrow one.
  Inquiry narrow{InquiryKind::narrow, *this, admission.keys};
  Inquiry unit{InquiryKind::unit, *this, unit_keys};
  Inquiry correspondent{InquiryKind::correspondent, *this, correspondent_keys};
  static constexpr std::size_t kMostInquiries = 3;
  std::span<Inquiry* const> inquiries() { return {inquiries_.data(), used_}; }
  void look_up_under(Inquiry& inquiry) { inquiries_[used_++] = &inquiry; }

  std::size_t awaited = 0;       // answers of the persistent store
  std::size_t place = 0;         // among those that wait for any
  bool failed = false;           // one of them could not be had
  bool looked_up_again = false;  // since one could not
  // A source of its client counts as empty since it could not be had: where the mail would wait it
  // passes in doubt.
  bool lacks_source = false;
  // It was answered when its budget was over, and goes on for what is to be remembered.
  bool passed_in_doubt = false;

  // What comes of all inquiries together.
  KnownEntries known;
  Decision decision;
  bool by_unit = false;

  std::chrono::steady_clock::time_point submitted;
  Pending* older = nullptr;  // in the queue, as long as it has an asker that waits
  Pending* younger = nullptr;

  const Keys& keys() const { return admission.keys; }
  bool has_organisation() const { return !organisation.empty(); }
  // Whether it is looked up whom the recipient wrote to.
  bool asks_correspondents() const { return inquiries_[used_ - 1] == &correspondent; }
  // It is known by now that he wrote to the sender.
  bool was_written_to() const {
    return asks_correspondents() && correspondent.decided() &&
           correspondent.conclusion.decision.outcome == Outcome::correspondent;
  }
  // As new, but for memory that is used again.
  void clear() {
    narrow.clear();
    if (used_ > 1) {
      for (Inquiry* inquiry : inquiries().subspan(1)) inquiry->clear();
      used_ = 1;
      organisation.clear();
    }
    failed = false;
    passed_in_doubt = false;
    looked_up_again = false;
    lacks_source = false;
    known = {};
    decision = {};
    by_unit = false;
  }

 private:
  std::array<Inquiry*, kMostInquiries> inquiries_{&narrow};
  std::size_t used_ = 1;
};

}  // namespace greycache
