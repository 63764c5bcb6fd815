// A request that an operator asks about: what is gathered for it, and what would come of it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/policy_request.h"
#include "greycache/control/waited_mail.h"
#include "greycache/engine/policy_set.h"
#include "greycache/policy/admission.h"
#include "greycache/policy/decide.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// Who gathers is the loop's thread; then it belongs to the worker. Nothing is remembered.
struct WouldQuestion {
  std::string text;  // what the request's views lead to
  PolicyRequest request;
  bool json = false;
  std::shared_ptr<const PolicySet> policy;
  std::string conf_dir;
  UnixTime now = 0;
  Admission admission;
  // Of a client that has one.
  std::string organisation;
  std::string standing_name;
  Keys unit_keys;
  bool good_standing = true;
  bool need_not_wait = false;  // see Organisations::need_not_wait()
  // By what it is asked whether the recipient wrote to the sender.
  std::optional<Keys> correspondent_keys;
  // What waits for the sources in this host's journal.
  std::vector<Fact> unwritten;
  std::vector<Fact> unwritten_of_unit;
  std::vector<Fact> unwritten_of_correspondent;
  // What would wait passes as long as it is not known what is expected (in_doubt = accept).
  bool may_be_expected = false;

  // What comes of it.
  KnownEntries known;
  Decision decision;
  bool by_unit = false;
  std::string trouble;

  const Keys& keys() const { return admission.keys; }
  Outcome outcome() const { return admission.outcome.value_or(decision.outcome); }

  // By all that the store has of its sources, as the engine would conclude.
  void conclude_by(PersistentStore& store);
  // The words for it, or an object of JSON.
  std::string answer() const;

 private:
  void conclude_by_sources(PersistentStore& store);
  void conclude_by_correspondents(PersistentStore& store);
  std::string action() const;
  std::string reference() const;
  std::string because() const;
  std::string entry_text() const;
  std::string correspondent_text() const;
  std::string answer_in_json() const;
  WaitedMail as_mail() const;
};

}  // namespace greycache
