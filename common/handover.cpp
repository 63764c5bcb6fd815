// A descriptor's way through sendmsg(2) and recvmsg(2).
#include "common/handover.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace greycache {

void write_count(std::uint32_t count, char* bytes) {
  for (std::size_t i = kCountBytes; i-- > 0; count >>= 8)
    bytes[i] = static_cast<char>(count & 0xff);
}

std::uint32_t read_count(const char* bytes) {
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < kCountBytes; ++i) {
    count = count << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return count;
}

int send_descriptor(int socket, int descriptor, std::string_view bytes) {
  iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  const ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  if (sent < 0) return errno;
  return static_cast<std::size_t>(sent) == bytes.size() ? 0 : EMSGSIZE;
}

Received receive_with_descriptor(int socket, char* buffer, std::size_t size) {
  iovec part{buffer, size};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * 4)> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  Received received;
  received.length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  if (received.length < 0) return received;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof fd);
      FileDescriptor owned(fd);
      if (!received.descriptor) received.descriptor = std::move(owned);
    }
  }
  return received;
}

}  // namespace greycache
