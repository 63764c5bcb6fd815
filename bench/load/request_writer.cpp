// The bytes of policy requests, as Debian 12's Postfix sends them.
#include "load/request_writer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <ctime>

namespace greycache {

namespace {

constexpr std::string_view kStart =
    "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\nclient_address=";
constexpr std::string_view kBehindName =
    "\nclient_port=41322\n"
    "reverse_client_name=mail.sender.example\nserver_address=192.0.2.25\nserver_port=25\n"
    "helo_name=mail.sender.example\nsender=";
constexpr std::string_view kBeforeName = "\nclient_name=";
constexpr std::size_t kLongestName = 255;
constexpr std::string_view kAfterRecipient = "\nrecipient_count=0\nqueue_id=\ninstance=";
constexpr std::string_view kRest =
    "\nsize=1024\netrn_domain=\nstress=\nsasl_method=\nsasl_username=\nsasl_sender=\n"
    "ccert_subject=\nccert_issuer=\nccert_fingerprint=\nccert_pubkey_fingerprint=\n"
    "encryption_protocol=TLSv1.3\nencryption_cipher=TLS_AES_256_GCM_SHA384\n"
    "encryption_keysize=256\npolicy_context=\n\n";
// Longer than all texts of a triplet and an instance together.
static_assert(kStart.size() + kBeforeName.size() + kBehindName.size() + kAfterRecipient.size() +
                  kRest.size() <
              700);

}  // namespace

RequestWriter::RequestWriter(const std::string& client_name)
    : names_(fmt::format("{}{}{}", kBeforeName, client_name.substr(0, kLongestName), kBehindName)),
      instance_start_(fmt::format("{:x}.{:x}.", getpid(), std::time(nullptr))) {}

std::string_view RequestWriter::write(const Triplet& triplet) {
  char* end = put_address(put_text(buffer_.data(), kStart), triplet);
  end = put_envelope(put_text(end, names_), triplet);
  end = put_instance(put_text(end, kAfterRecipient));
  end = put_text(end, kRest);
  return {buffer_.data(), static_cast<std::size_t>(end - buffer_.data())};
}

char* RequestWriter::put_envelope(char* out, const Triplet& triplet) {
  if (triplet.kind != Triplet::Kind::null_sender) {
    out = put_sender_name(out, triplet);
    *out++ = '@';
    out = put_sender_domain(out, triplet);
  }
  return put_recipient(put_text(out, "\nrecipient="), triplet);
}

char* RequestWriter::put_instance(char* out) {
  ++count_;
  out = put_text(out, instance_start_);
  for (int shift = 28; shift >= 0; shift -= 4) *out++ = "0123456789abcdef"[(count_ >> shift) & 15];
  return put_text(out, ".0");
}

}  // namespace greycache
