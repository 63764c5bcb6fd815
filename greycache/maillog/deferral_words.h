// The words by which greylisters defer mail.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/pattern/pattern.h"

namespace greycache {

// Those of SQLgrey, Greycache, postgrey, iRedAPD, rspamd, milter-greylist, policyd, Proxmox and
// others, in any case, and the operator's own patterns besides.
class DeferralWords {
 public:
  static constexpr std::size_t kMostPatterns = 20;

  DeferralWords() = default;

  // Perl's regular expressions, without regard to case. The error says which is wrong and why.
  static tl::expected<DeferralWords, std::string> with(std::span<const std::string> patterns);

  // `reply` is the text of a temporary refusal as Postfix logs it, behind its codes and the address
  // in brackets: ": Recipient address rejected: Greylisted", "Try again later". What another mail
  // server has said to Postfix (address verification) is none.
  bool tell(std::string_view reply) const;

 private:
  std::vector<Pattern> patterns_;
};

}  // namespace greycache
