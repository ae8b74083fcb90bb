import type { Chapter } from './Guide';

export const english: Chapter[] = [
  {
    id: 'join',
    title: 'Joining a meeting',
    body: [
      'Open the link you were given, or type the conference ID on the start page. You need nothing but a browser.',
      'Before you go in you see yourself. Choose the microphone, the camera and the speaker, try the sound, and switch on what others may hear and see. You can also join without any device and only watch.',
      'If the meeting has a PIN, you are asked for it first. If it has a waiting room, a moderator lets you in; you hear a sound when that happens.',
    ],
  },
  {
    id: 'call',
    title: 'During the meeting',
    body: [
      'The bar at the bottom holds everything you need often. It disappears while you do not move, and comes back when you do.',
      [
        'M switches the microphone, V the camera; hold the space bar to talk while you are muted.',
        'D shares your screen, a window or a tab, with its sound where the browser can.',
        'H raises your hand, C opens the chat, P the list of people, L the layouts, F the full screen.',
        'Double click somebody to keep that person large for yourself.',
      ],
      'When the connection is lost, stay on the page: it comes back by itself to the same place. What you had switched off stays off.',
    ],
  },
  {
    id: 'chat',
    title: 'Chat and files',
    body: [
      'Write to everybody or choose one person. Messages stay with the meeting. Attach a file with the paper clip; you can stop it while it is being sent.',
    ],
  },
  {
    id: 'modes',
    title: 'Kinds of meetings',
    body: [
      [
        'All on screen: everybody sees and hears everybody.',
        'Video lesson: the moderator sees all, the others see and hear only the moderator, and whoever he lets answer.',
        'Managed selector: everybody sees and hears the speakers. Ask for the podium; a moderator approves.',
        'Auto selector: whoever starts to talk or to show something becomes a speaker by himself.',
      ],
    ],
  },
  {
    id: 'moderate',
    title: 'For moderators',
    body: [
      'Open the list of people: those who wait stand on top, then raised hands. The menu beside a name switches microphone and camera off, asks to switch them on, brings to the podium, puts into the spotlight, makes moderator or removes.',
      'Under the three dots you lock the entry, turn the waiting room on or off, change PIN and ID, and invite people of this server: their open pages ring. Nobody can switch on somebody else’s microphone or camera.',
    ],
  },
  {
    id: 'record',
    title: 'Recording',
    body: [
      'The owner of the room starts and stops the recording under the three dots or with R; a room can also be set to record by itself. Everybody sees the red mark beside the duration and hears a tone when it begins and when it ends.',
      'The file is in the cabinet, on the card of the room, as soon as the recording has ended: watch it there, download or delete it.',
    ],
  },
  {
    id: 'trouble',
    title: 'When something does not work',
    body: [
      [
        'The browser asks whether this page may use the microphone and the camera: allow it. If you once refused, click the lock beside the address.',
        'A device that another program uses is “busy”: close that program.',
        'If you hear nothing, look whether a button offers to switch the sound on, and which speaker is chosen in the settings.',
        'A bad connection: receive less under “Connection”, or switch your camera off.',
        'A slow device: switch on the light mode under the three dots. The server then sends one picture of everybody instead of many.',
      ],
      'If that does not help, ask the administrator; the contacts are at the top of the page.',
    ],
  },
];
