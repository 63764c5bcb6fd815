// crypt(3) of libxcrypt, with memory of its own for each call.
#include "greyweb/account/password.h"

#include <crypt.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "greyweb/account/random_text.h"
#include "greyweb/account/same_text.h"

namespace greycache::web {

namespace {

using Hashed = tl::expected<std::string, std::string>;

constexpr const char* kYescrypt = "$y$";
constexpr const char* kSha256 = "$5$";
constexpr unsigned long kLeastRounds = 1000;

// Empty where the hash names no method that is known here.
std::string crypted(std::string_view text, const char* setting) {
  const auto data = std::make_unique<crypt_data>();
  const std::string ended(text);
  const char* const hash = crypt_rn(ended.c_str(), setting, data.get(), sizeof(crypt_data));
  std::string made = hash == nullptr || *hash == '*' ? "" : hash;
  explicit_bzero(data.get(), sizeof(crypt_data));
  return made;
}

Hashed hashed(std::string_view text, const char* method, unsigned long cost) {
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting{};
  if (crypt_gensalt_rn(method, cost, nullptr, 0, setting.data(),
                       static_cast<int>(setting.size())) == nullptr) {
    return tl::make_unexpected(std::string("crypt(3) makes no salt: ") + std::strerror(errno));
  }
  std::string hash = crypted(text, setting.data());
  if (hash.empty()) return tl::make_unexpected("crypt(3) does not know " + std::string(method));
  return hash;
}

}  // namespace

Hashed hash_password(std::string_view password) {
  if (password.size() < kShortestPassword) {
    return tl::make_unexpected("a password has at least " + std::to_string(kShortestPassword) +
                               " bytes");
  }
  if (password.size() > kLongestPassword || password.find('\0') != std::string_view::npos) {
    return tl::make_unexpected("a password has at most " + std::to_string(kLongestPassword) +
                               " bytes, and no NUL");
  }
  return hashed(password, kYescrypt, 0);
}

Hashed hash_secret(std::string_view secret) {
  return hashed(secret, kSha256, kLeastRounds);
}

bool matches_hash(std::string_view text, const std::string& hash) {
  if (text.size() > kLongestPassword || text.find('\0') != std::string_view::npos) return false;
  const std::string made = crypted(text, hash.c_str());
  return !made.empty() && same_text(made, hash);
}

const std::string& hash_of_nobody() {
  static const std::string hash = hash_password(random_text()).value_or("");
  return hash;
}

}  // namespace greycache::web
