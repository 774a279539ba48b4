import type { Scenario } from "../content.ts";

const place = [
  "home",
  "the hotel in Vienna",
  "the warehouse in Rostock",
  "my parents' house",
  "the train",
] as const;

export const accessScenarios: readonly Scenario[] = [
  {
    subject: "VPN error 412 from {place}",
    category: "Network and VPN",
    priority: "high",
    slots: { place },
    file: "vpn-error.png",
    talk: `
C: Good morning, since today Secure Access refuses to connect from {place}. It says that the certificate of this device has expired, see the picture. Yesterday it still worked. I have a call with a customer at eleven and need the price list from drive T.

A: Good morning, thank you for the picture. The certificate was renewed last night and your laptop missed it because it was switched off. Until you are in the office again, please open **Software Center** and start *Renew device certificate*. Then restart and connect. The price list is also in the team's web folder, in case you need it before that.

C: I found the list in the web folder, thank you. The renewal runs, but it stops at 80 percent and stays there.

N: Device is NW-2291, last check-in 16 days ago. Renewal hangs when the clock is off by more than five minutes. Ask for the time on the laptop.

H: Could you please compare the time on the laptop with your phone? If they differ, choose **Settings**, **Time**, **Synchronise now** and start the renewal again.

C: Eight minutes behind, indeed! After the synchronisation it went through at once, and the compass is green.

A: Wonderful. The clock synchronises by itself again now. I close this; just reply if it comes back.`,
  },
  {
    subject: "Wi-Fi drops every few minutes in meeting room {room}",
    category: "Network and VPN",
    priority: "medium",
    slots: { room: ["Baltic", "Adria", "3.14", "Oslo", "Garden"] },
    file: "router.log",
    talk: `
C: In meeting room {room} the Wi-Fi drops every few minutes, for everybody. In the corridor it is fine. I saved the log of my laptop while it happened.

A: Thank you for the log, that helps a lot: the laptop jumps between two access points and one of them does not answer. I restart ap-3f-09 now; it is away for two minutes. Would you test it in your next meeting?

C: We had three hours in there yesterday. Better, but it still dropped twice around 14:30.

N: Controller shows ap-3f-09 losing its uplink at 14:28 and 14:33. Port 23 on sw-3f-2 has CRC errors. Cable.

H: We found the cause: the cable in the ceiling is damaged. An electrician replaces it on Thursday before eight. Until then I have switched this access point off, so you use the one in the corridor; slower, but steady.

C: Thursday is fine. It has been steady since.

A: The cable is replaced and the access point is on again. I measured for an hour without a drop. Thank you for your patience.`,
  },
  {
    subject: "Please open {system} for the new colleague",
    category: "Accounts and passwords",
    priority: "low",
    slots: {
      system: [
        "the order system",
        "the freight portal",
        "the cash book",
        "the laboratory calendar",
        "drive T",
      ],
    },
    talk: `
C: Hello, our new colleague starts on Monday and needs {system}, with the same permissions that I have. The cost centre is 4711. Who has to approve this?

A: Hello, the owner of {system} approves; I have asked her just now. Which name and which first day should I enter?

C: The name is Lena Hoffmann, first day is Monday.

A: Approved and set up. It works from Monday, 7:00. She gets her first password in an envelope at the reception.`,
  },
  {
    subject: "Account locked again and again",
    category: "Accounts and passwords",
    priority: "high",
    talk: `
C: I changed my password on Friday as the reminder said. Since then my account is locked every half an hour. I unlock it by waiting, work a little, and am out again. Please help, I cannot work like this.

A: I am sorry, that is annoying. Some device still tries the old password. I see attempts from a device called *GALAXY-TAB-A8*. Is that yours?

C: That is our old tablet at home! My daughter watches films on it. My work mail was on it years ago.

A: Please remove the work account there: **Settings**, **Accounts**, tap the address, **Remove**. I have unlocked your account and watch it for an hour.

C: Removed. The tablet never asked for a new password, it just kept trying in silence.

A: No failed attempt since. All quiet, and the tablet is free for films again.`,
  },
  {
    subject: "New phone, no confirmation codes any more",
    category: "Accounts and passwords",
    priority: "high",
    talk: `
C: I gave my old phone back to the shop yesterday and now I cannot confirm any sign-in. I should have read the instructions first, sorry.

H: That happens to many. Before I set it up again I have to make sure that it is you. Please call extension 4400 when you have five minutes; this cannot be done in writing.

C: Just called, your colleague gave me a code.

N: Identity checked on the phone (manager and start date). Temporary pass issued for one hour.

A: Good, then please add the new phone under **Security info** within the hour. It would be wise to add a second method, your desk phone for example.

C: Both are set up and work. Thank you for being so quick and kind about it.`,
  },
  {
    subject: "Suspicious mail about an unpaid {thing}",
    category: "E-mail and calendar",
    priority: "urgent",
    slots: { thing: ["invoice", "parcel fee", "fine", "domain renewal"] },
    talk: `
C: I received a mail about an unpaid {thing} and opened the attachment before I thought about it. A page asked for my password and I entered it. What should I do now?

A: Thank you for telling us at once, that was exactly right. Please change your password now at \`password.example.com\`. I have ended all your sessions, so you have to sign in again everywhere.

C: Password is changed. Should I do anything with the mail?

N: 14 recipients, link blocked at the proxy 09:52, removed from all mailboxes. Two more clicks: informed by phone.

A: No, we have removed it from all mailboxes. There was one sign-in with your old password from abroad, and it was stopped at the phone confirmation. Nothing was read. We are done; please do not feel bad about it.`,
  },
  {
    subject: "Shared mailbox {box} for our team",
    category: "E-mail and calendar",
    priority: "medium",
    slots: { box: ["returns", "goods-in", "apprenticeships", "month-end", "samples"] },
    talk: `
C: We would like to have a shared mailbox called {box}. Six of us should read and answer. Is that possible, and how long does it take?

A: Gladly. Who should be the owner and decide about members in the future?

C: I will be the owner. The others are everybody in our team calendar.

A: The mailbox {box}@example.com exists now, and the six of you are members. It appears in Outlook within the hour. As the owner you find **Manage members** when you right-click it.

C: It is there. Can we have an automatic answer in it during the holidays?

A: Yes: open the mailbox in the browser, **Settings**, **Automatic replies**. It works for the shared address the same way as for your own.`,
  },
  {
    subject: "Drive {drive} is missing since the office move",
    category: "Network and VPN",
    priority: "medium",
    slots: { drive: ["T", "H", "P", "S"] },
    talk: `
C: Since we moved to the second floor, drive {drive} is missing in the morning. After an hour or so it is suddenly there. Colleagues at the same table have it too.

A: Thank you. Does it make a difference when you plug in the network cable before you switch the laptop on?

C: With the cable it is there at once. But we have only four cables for eight people.

N: Second floor got the guest VLAN first at boot. Ask network to change the order of profiles on the access points there.

A: The Wi-Fi on your floor was the cause: laptops came up in the guest network first. We have changed the order. Please restart once and tell me tomorrow morning.

C: This morning all eight of us had our drives. Thank you!`,
  },
  {
    subject: "Calendar of the {group} shows the wrong time zone",
    category: "E-mail and calendar",
    priority: "low",
    slots: { group: ["Graz laboratory", "fleet", "board", "shop managers"] },
    talk: `
C: Appointments in the calendar of the {group} are shown one hour early for me, but not for my neighbour. It began with the change of the clocks.

A: Please look at **Calendar**, **Options**, **Time zones**. I suspect that it says *Lisbon* there instead of *Amsterdam, Berlin, Vienna*.

C: Lisbon it was. I have no idea why. It is right now.`,
  },
];
