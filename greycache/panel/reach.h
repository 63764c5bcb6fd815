// Whom names of an expectation let pass that the account may not, or nobody means.
#pragma once

#include <string_view>

#include <tl/expected.hpp>

#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"
#include "greycache/policy/organisation/registrable_domain.h"

namespace greycache {

// Of a recipient that is to be expected: "@domain" stands for what is below the domain, too, and
// those are not an account's that has the domain; "@" and a public suffix stands for strangers.
tl::expected<void, Fault> check_reach_of_recipient(const Question& question,
                                                   std::string_view recipient,
                                                   const RegistrableDomain& registrable_domain);
// Of a sender that is to pass, which may be empty: not "@" and a public suffix.
tl::expected<void, Fault> check_reach_of_sender(std::string_view sender,
                                                const RegistrableDomain& registrable_domain);
// Of a client: an address, a network, or a name that is no public suffix.
tl::expected<void, Fault> check_reach_of_client(std::string_view client,
                                                const RegistrableDomain& registrable_domain);

}  // namespace greycache
