"""An SMTP client that comes from any address: by XCLIENT, or as its own."""

import smtplib


class SmtpConversation:
    """One SMTP session with a Postfix on this host; replies are "CODE text" on one line."""

    def __init__(self, port, address="203.0.113.9", name="mail.sender.example", timeout=30,
                 xclient=True):
        """`name` may be "[UNAVAILABLE]": Postfix then says client_name=unknown. Without `xclient`
        the address is one of this host."""
        self._smtp = smtplib.SMTP("127.0.0.1", port, timeout=timeout,
                                  source_address=None if xclient else (address, 0))
        if xclient:
            self._expect(250, self._smtp.ehlo("test.example"))
            self._expect(220, self._smtp.docmd("XCLIENT", f"ADDR={address} NAME={name}"))
        self._expect(250, self._smtp.ehlo("mail.sender.example"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.quit()

    @staticmethod
    def _text(reply):
        code, text = reply
        return f"{code} " + text.decode("utf-8", "replace").replace("\n", " ")

    def _expect(self, code, reply):
        assert reply[0] == code, self._text(reply)
        return self._text(reply)

    def mail(self, sender):
        return self._expect(250, self._smtp.mail(sender))

    def rcpt(self, recipient):
        """The reply to RCPT, whatever it is."""
        return self._text(self._smtp.rcpt(recipient))

    def data(self, text):
        """The reply to DATA where that is refused, else the one to the message."""
        try:
            return self._text(self._smtp.data(text))
        except smtplib.SMTPDataError as refused:
            return self._text((refused.smtp_code, refused.smtp_error))

    def reset(self):
        return self._text(self._smtp.rset())

    def send(self, sender, recipients, text="Subject: test\r\n\r\nhello\r\n"):
        """One message: the replies to each RCPT, and the one to DATA where one was accepted."""
        self.mail(sender)
        replies = [self.rcpt(recipient) for recipient in recipients]
        if any(reply.startswith("250") for reply in replies):
            replies.append(self.data(text))
        else:
            self.reset()
        return replies

    def quit(self):
        """Ends the session; one that Postfix has closed already is no error."""
        try:
            self._smtp.quit()
        except smtplib.SMTPServerDisconnected:
            pass
