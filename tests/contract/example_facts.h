// Facts for tests, made from their parts in the order of the keys.
#pragma once

#include <string>

#include "greycache/policy/fact.h"

namespace greycache {

// A moment in November 2023 from which tests count.
constexpr UnixTime kTestTime = 1'700'000'000;

inline Fact connect_fact(const std::string& src, const std::string& name, const std::string& domain,
                         const std::string& rcpt, UnixTime first_seen) {
  return {FactKind::connect, src, name, domain, rcpt, first_seen, first_seen};
}

inline Fact from_awl_fact(const std::string& src, const std::string& name,
                          const std::string& domain, UnixTime first_seen, UnixTime last_seen) {
  return {FactKind::from_awl, src, name, domain, "", first_seen, last_seen};
}

inline Fact domain_awl_fact(const std::string& src, const std::string& domain, UnixTime first_seen,
                            UnixTime last_seen) {
  return {FactKind::domain_awl, src, "", domain, "", first_seen, last_seen};
}

// `user` is the source, "to:anna@here.example".
inline Fact correspondent_fact(const std::string& user, const std::string& name,
                               const std::string& domain, UnixTime first_seen, UnixTime last_seen) {
  return {FactKind::correspondent, user, name, domain, "", first_seen, last_seen};
}

}  // namespace greycache
