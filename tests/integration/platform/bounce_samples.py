"""Mails that servers send back, each in the shape of its kind; `{code}` is the message's code."""

from __future__ import annotations

ORIGINAL = """\
Return-Path: <bounce+{code}@lovende.example.org>
Received: from app.example.org (app.example.org [192.0.2.5])
\tby mx.example.org (Postfix) with ESMTPS id 4F1; Mon, 2 Nov 2026 09:00:01 +0100 (CET)
From: "Anna Analytiker" <lovende@lovende.example.org>
To: "Bodil Bruun" <i1@example.org>
Subject: =?utf-8?q?Hvad_l=C3=A6rte_I=3F?=
Message-ID: <{code}@lovende.example.org>
Date: Mon, 02 Nov 2026 09:00:00 +0100
"""

POSTFIX = """\
Return-Path: <>
Delivered-To: bounce+{code}@lovende.example.org
Date: Mon,  2 Nov 2026 09:00:03 +0100 (CET)
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bounce+{code}@lovende.example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F1.1762070403/mx.example.org"
Message-Id: <20261102080003.AA11@mx.example.org>

--4F1.1762070403/mx.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.org.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<i1@example.org>: host mail.example.org[192.0.2.9] said: 550 5.1.1
    <i1@example.org>: Recipient address rejected: User unknown (in reply to RCPT TO command)

--4F1.1762070403/mx.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 4F1
Arrival-Date: Mon,  2 Nov 2026 09:00:01 +0100 (CET)

Final-Recipient: rfc822; i1@example.org
Original-Recipient: rfc822;i1@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.example.org
Diagnostic-Code: smtp; 550 5.1.1 <i1@example.org>: Recipient address rejected:
    User unknown

--4F1.1762070403/mx.example.org
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

{original}
--4F1.1762070403/mx.example.org--
"""

POSTFIX_DELAY = (
    POSTFIX.replace("Undelivered Mail Returned to Sender", "Delayed Mail (still being retried)")
    .replace("Action: failed", "Action: delayed")
    .replace("Status: 5.1.1", "Status: 4.4.1")
    .replace("550 5.1.1 <i1@example.org>: Recipient", "connect to mail.example.org: timed out; was")
    .replace("AA11", "AA12")
)

OFFICE365 = """\
Received: from VI1PR01.prod.outlook.example.org by mx.lovende.example.org; Mon, 2 Nov 2026 08:00:05 +0000
From: "postmaster@kommune.example.org" <postmaster@kommune.example.org>
To: <lovende@lovende.example.org>
Date: Mon, 2 Nov 2026 08:00:04 +0000
Content-Type: multipart/report; report-type=delivery-status;
 boundary="4d0a-9f31"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: da-DK
Message-ID: <ndr-7f1c@VI1PR01.prod.outlook.example.org>
In-Reply-To: <{code}@lovende.example.org>
References: <{code}@lovende.example.org>
Subject: =?utf-8?B?S2FuIGlra2UgbGV2ZXJlczog?=
Auto-Submitted: auto-replied
MIME-Version: 1.0

--4d0a-9f31
Content-Type: multipart/alternative; differences=Content-Type;
 boundary="inner-4d0a"

--inner-4d0a
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

RGluIG1lZGRlbGVsc2Uga3VubmUgaWtrZSBsZXZlcmVzLg==

--inner-4d0a
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

<html><body><p>Din meddelelse kunne ikke leveres.</p></body></html>

--inner-4d0a--

--4d0a-9f31
Content-Type: message/delivery-status

Reporting-MTA: dns;VI1PR01.prod.outlook.example.org
Received-From-MTA: dns;mx.example.org
Arrival-Date: Mon, 2 Nov 2026 08:00:03 +0000

Final-Recipient: rfc822;i1@example.org
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient i1@example.org not found by SMTP address lookup

--4d0a-9f31
Content-Type: message/rfc822

{original}
Hej
--4d0a-9f31--
"""

GMAIL = """\
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.example.org>
To: bounce+{code}@lovende.example.org
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: <{code}@lovende.example.org>
In-Reply-To: <{code}@lovende.example.org>
X-Failed-Recipients: i1@example.org
Message-ID: <65a1.170a0220.1b2.f00d.GMR@mx.google.example.org>
Date: Mon, 02 Nov 2026 00:00:09 -0800 (PST)
MIME-Version: 1.0
Content-Type: multipart/report; boundary="00000000000077"; report-type=delivery-status

--00000000000077
Content-Type: multipart/related; boundary="00000000000078"

--00000000000078
Content-Type: text/plain; charset="UTF-8"

** Address not found **

Your message wasn't delivered to i1@example.org because the address couldn't be found.

--00000000000078--
--00000000000077
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.example.org
Arrival-Date: Mon, 02 Nov 2026 00:00:08 -0800 (PST)
X-Original-Message-ID: <{code}@lovende.example.org>

Final-Recipient: rfc822; i1@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
Last-Attempt-Date: Mon, 02 Nov 2026 00:00:09 -0800 (PST)

--00000000000077
Content-Type: message/rfc822

{original}
Hej
--00000000000077--
"""

MAILBOX_FULL = (
    GMAIL.replace("Status: 5.1.1", "Status: 5.2.2")
    .replace(
        "550-5.1.1 The email account that you tried to reach does not exist.",
        "552 5.2.2 Over quota",
    )
    .replace("65a1", "65a2")
)

EXIM = """\
Return-path: <>
Envelope-to: bounce+{code}@lovende.example.org
Delivery-date: Mon, 02 Nov 2026 09:00:07 +0100
X-Failed-Recipients: i1@example.org
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@exim.example.org>
To: bounce+{code}@lovende.example.org
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1tAbCd-0001@exim.example.org>
Date: Mon, 02 Nov 2026 09:00:07 +0100

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  i1@example.org
    host mail.example.org [192.0.2.9]
    SMTP error from remote mail server after RCPT TO:<i1@example.org>:
    550 No such user here

------ This is a copy of the message, including all the headers. ------

{original}
Hej
"""

EXIM_WARNING = (
    EXIM.replace("X-Failed-Recipients: i1@example.org\n", "")
    .replace(
        "Mail delivery failed: returning message to sender",
        "Warning: message 1tAbCd delayed 24 hours",
    )
    .replace(
        """A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:""",
        """A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue.""",
    )
    .replace("    550 No such user here\n", "")
    .replace("E1tAbCd-0001", "E1tAbCd-0002")
)

QMAIL = """\
Return-Path: <>
Delivered-To: bounce+{code}@lovende.example.org
Date: 2 Nov 2026 08:00:08 -0000
From: MAILER-DAEMON@qmail.example.org
To: bounce+{code}@lovende.example.org
Subject: failure notice

Hi. This is the qmail-send program at qmail.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<i1@example.org>:
192.0.2.9 does not like recipient.
Remote host said: 550 5.1.1 unknown user
Giving up on 192.0.2.9.

--- Below this line is a copy of the message.

{original}
Hej
"""

COMPLAINT = """\
From: <complaints@isp.example.org>
Date: Tue, 3 Nov 2026 08:00:00 +0000
Subject: FW: Hvad =?utf-8?q?l=C3=A6rte?= I?
To: <abuse@lovende.example.org>
Message-ID: <arf-5511@isp.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report;
     boundary="part1_13d.2e68ed54"

--part1_13d.2e68ed54
Content-Type: text/plain; charset="US-ASCII"
Content-Transfer-Encoding: 7bit

This is an email abuse report for an email message received from IP 192.0.2.5.

--part1_13d.2e68ed54
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <bounce+{code}@lovende.example.org>
Arrival-Date: Mon, 2 Nov 2026 09:00:00 +0100

--part1_13d.2e68ed54
Content-Type: message/rfc822
Content-Disposition: inline

{original}
Hej
--part1_13d.2e68ed54--
"""

NOT_SPAM = COMPLAINT.replace("Feedback-Type: abuse", "Feedback-Type: not-spam")

OUT_OF_OFFICE = """\
From: Bodil Bruun <i1@example.org>
To: bounce+{code}@lovende.example.org
Subject: Automatisk svar: Hvad =?utf-8?q?l=C3=A6rte?= I?
Auto-Submitted: auto-replied
In-Reply-To: <{code}@lovende.example.org>
Message-ID: <ooo-1@example.org>
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: 8bit

Jeg er ikke på kontoret. Mail 550 i postkassen er ikke leveret.
"""

READ_RECEIPT = """\
From: Bodil Bruun <i1@example.org>
To: bounce+{code}@lovende.example.org
Subject: Set: Hvad
Message-ID: <mdn-1@example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="mdn"

--mdn
Content-Type: text/plain

Mailen er vist.
--mdn
Content-Type: message/disposition-notification

Original-Message-ID: <{code}@lovende.example.org>
Disposition: manual-action/MDN-sent-manually; displayed
--mdn--
"""

PERSON = """\
From: Bodil Bruun <i1@example.org>
To: lovende@lovende.example.org
In-Reply-To: <{code}@lovende.example.org>
Subject: Sv: Hvad
Message-ID: <person-1@example.org>

Kan I ringe? Den forrige mail kunne ikke leveres, user unknown.
"""

DELIVERED = (
    POSTFIX.replace("Action: failed", "Action: delivered")
    .replace("Status: 5.1.1", "Status: 2.0.0")
    .replace("AA11", "AA13")
)


def sample(text: str, code: str) -> bytes:
    """Return a mail about the message with that code, with the line ends of the wire."""
    whole = text.replace("{original}", ORIGINAL).replace("{code}", code)
    return whole.replace("\n", "\r\n").encode("iso-8859-1")
