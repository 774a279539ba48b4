import type { SolutionContent } from "../content.ts";

export const accessSolutions: readonly SolutionContent[] = [
  {
    topic: "Network and VPN",
    title: "Connect to the VPN from home",
    summary: "Set up Secure Access once, then connect in two clicks.",
    text: `
Secure Access gives your laptop the same network as at your desk. You need it for file shares, the time sheet and internal applications. E-mail and chat work without it.

## The first time

1. Open **Software Center** and install *Northwind Secure Access*. This takes about three minutes.
2. Restart the laptop.
3. Start Secure Access, enter \`access.example.com\` as the gateway and sign in with your e-mail address.
4. Confirm the sign-in on your phone.

## Every other time

Click the compass in the notification area, then **Connect**. The compass turns green.

## If it does not connect

- *Error 412* means that the certificate of the device has expired. Connect the laptop to the office network once; it renews itself within ten minutes.
- *Error 809* means that the network you are in blocks VPN. Mobile phone hotspots work nearly always.
- Hotel and train networks need you to accept their terms in a browser first: open \`http://example.com\` and look for their page.`,
  },
  {
    topic: "Network and VPN",
    title: "Wi-Fi in our offices: staff, guests and devices",
    summary: "Which of the three networks is yours, and how a visitor gets online.",
    text: `
There are three networks in every building:

- **Northwind**: for managed laptops and phones. They connect by themselves, without a password.
- **Northwind-Guest**: for visitors and private devices. It ends at midnight and reaches the Internet only.
- **Northwind-Things**: for scanners, displays and machines. Ask us to register a device.

## A visitor needs Wi-Fi

1. The visitor chooses *Northwind-Guest* and opens any page.
2. They enter their name and your e-mail address.
3. You get a message with the button **Approve**. The visitor is online at once.`,
  },
  {
    topic: "Network and VPN",
    title: "A shared drive is missing",
    summary: "Bring back the drive letters, and know where to look without them.",
    text: `
Drive letters are connected when you sign in. If the laptop was not in our network at that moment, they are missing.

1. Connect the VPN, or plug in at your desk.
2. Press the Windows key and R together, type \`gpupdate\`, and press Enter.
3. Wait half a minute. The drives appear in the Explorer.

Without drive letters you find the same folders under \`\\\\files.example.com\`: *teams* is drive T, *home* is drive H.

If you see the folder but may not open it, the owner of the folder has to give you permission: right-click it, **Properties**, **Owner** shows the name.`,
  },
  {
    topic: "Accounts and passwords",
    title: "Reset a forgotten password",
    summary: "Set a new password yourself, at any hour, with your phone.",
    text: `
1. Open \`password.example.com\` on any device.
2. Enter your e-mail address and confirm on your phone.
3. Choose a new password of at least 14 characters. Three or four words that have nothing to do with each other are easier to type than symbols.
4. Lock and unlock your laptop with the **new** password while it is in our network.

Your phone will ask for the new password within the hour. Until you enter it there, it may lock the account by trying the old one: if that happens, wait 15 minutes.

Nobody at the service desk will ever ask for your password.`,
  },
  {
    topic: "Accounts and passwords",
    title: "My account is locked",
    summary: "Why accounts lock, and what to do about the device that keeps doing it.",
    text: `
After ten wrong passwords an account locks for 15 minutes. It unlocks by itself.

If it locks again and again, some device still uses an old password. Think of:

- the mail program of a private phone or tablet,
- a second laptop that you signed in to long ago,
- a saved password in the browser.

Remove the account there, or enter the new password. If you cannot find the device, send us a request: we can see its name.`,
  },
  {
    topic: "Accounts and passwords",
    title: "Set up a new phone for sign-in confirmations",
    summary: "Move confirmations to the new phone before the old one is gone.",
    text: `
## You still have the old phone

1. On the laptop open \`mysignins.example.com\` and choose **Security info**.
2. Choose **Add sign-in method**, **Authenticator app**, and follow the steps on the new phone.
3. Remove the old phone from the list.

## The old phone is lost

Call extension 4400. We check who you are with two questions and give you a code that works for one hour. Then follow the steps above.

Please report a lost phone the same day, even when you expect to find it again: we can block it without deleting anything of yours.`,
  },
  {
    topic: "E-mail and calendar",
    title: "Recognise a phishing mail, and report it",
    summary: "Four signs, one button, and what to do after a click.",
    text: `
## Four signs

- It is urgent: *your mailbox will be closed today*.
- The address of the sender is almost right: \`northw1nd.example\`.
- The link leads somewhere else than it says. Rest the pointer on it to see.
- It asks for a password, a code or a gift card.

## Report it

Choose **Report phishing** above the mail. It disappears from your inbox and from everybody else's.

## You clicked

That happens to everyone once. Change your password at once (see *Reset a forgotten password*), then call 4400. The sooner we know, the less can happen.`,
  },
  {
    topic: "E-mail and calendar",
    title: "Get access to a shared mailbox",
    summary: "Who decides, how long it takes, and where the mailbox appears.",
    text: `
Shared mailboxes such as *orders* or *reception* have an owner, and the owner decides who may read and who may send.

1. Send us a request with the address of the mailbox. We ask the owner for you.
2. After the approval it takes up to an hour.
3. The mailbox appears below your own by itself. Restart Outlook if it does not.

To answer **as** the shared address, choose **From** above the mail and pick it once; Outlook remembers it.`,
  },
];
