import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import { Broken } from './shell/Broken';
import { Shell } from './shell/Shell';

// Every page is fetched when it is first opened.
const routes: RouteObject[] = [
  {
    path: '/login',
    errorElement: <Broken />,
    hydrateFallbackElement: <></>,
    lazy: async () => ({ Component: (await import('./login/LoginPage')).LoginPage }),
  },
  {
    element: <Shell />,
    errorElement: <Broken />,
    hydrateFallbackElement: <></>,
    children: [
      {
        path: '/cabinet',
        lazy: async () => ({ Component: (await import('./home/HomePage')).HomePage }),
      },
      {
        path: '/cabinet/scheduled',
        lazy: async () => ({ Component: (await import('./planning/ScheduledPage')).ScheduledPage }),
      },
      {
        path: '/cabinet/conferences/new',
        lazy: async () => ({ Component: (await import('./editor/EditorPage')).NewConferencePage }),
      },
      {
        path: '/cabinet/conferences/:room',
        lazy: async () => ({ Component: (await import('./planning/ScheduledPage')).ScheduledPage }),
      },
      {
        path: '/cabinet/conferences/:room/edit',
        lazy: async () => ({ Component: (await import('./editor/EditorPage')).EditRoomPage }),
      },
      {
        path: '/cabinet/conferences/:room/recordings',
        lazy: async () => ({ Component: (await import('./recordings/RecordingsPage')).RecordingsPage }),
      },
      {
        path: '/cabinet/rooms',
        lazy: async () => ({ Component: (await import('./rooms/RoomsPage')).RoomsPage }),
      },
      {
        path: '/cabinet/rooms/new',
        lazy: async () => ({ Component: (await import('./editor/EditorPage')).NewRoomPage }),
      },
      {
        path: '/cabinet/rooms/:room',
        lazy: async () => ({ Component: (await import('./rooms/RoomsPage')).RoomsPage }),
      },
      {
        path: '/cabinet/rooms/:room/edit',
        lazy: async () => ({ Component: (await import('./editor/EditorPage')).EditRoomPage }),
      },
      {
        path: '/cabinet/rooms/:room/recordings',
        lazy: async () => ({ Component: (await import('./recordings/RecordingsPage')).RecordingsPage }),
      },
      {
        path: '/cabinet/conferences/:id/registrations',
        lazy: async () => ({
          Component: (await import('./registrations/RegistrationsPage')).RegistrationsPage,
        }),
      },
      {
        path: '/cabinet/conferences/:id/analytics',
        lazy: async () => ({ Component: (await import('./analytics/AnalyticsPage')).AnalyticsPage }),
      },
      {
        path: '/cabinet/templates',
        lazy: async () => ({ Component: (await import('./templates/TemplatesPage')).TemplatesPage }),
      },
      {
        path: '/cabinet/templates/new',
        lazy: async () => ({ Component: (await import('./editor/EditorPage')).NewTemplatePage }),
      },
      {
        path: '/cabinet/templates/:template',
        lazy: async () => ({ Component: (await import('./templates/TemplatesPage')).TemplatesPage }),
      },
      {
        path: '/cabinet/templates/:template/edit',
        lazy: async () => ({ Component: (await import('./editor/EditorPage')).EditTemplatePage }),
      },
      {
        path: '/cabinet/contacts',
        lazy: async () => ({ Component: (await import('./contacts/ContactsPage')).ContactsPage }),
      },
      {
        path: '/cabinet/contacts/:contact',
        lazy: async () => ({ Component: (await import('./contacts/ContactsPage')).ContactsPage }),
      },
      {
        path: '/cabinet/messages',
        lazy: async () => ({ Component: (await import('./messages/MessagesPage')).MessagesPage }),
      },
      {
        path: '/cabinet/messages/:conversation',
        lazy: async () => ({ Component: (await import('./messages/MessagesPage')).MessagesPage }),
      },
      {
        path: '/cabinet/history',
        lazy: async () => ({ Component: (await import('./history/HistoryPage')).HistoryPage }),
      },
      {
        path: '/cabinet/profile',
        lazy: async () => ({ Component: (await import('./profile/ProfilePage')).ProfilePage }),
      },
      { path: '/admin', element: <Navigate to="/admin/people" replace /> },
      {
        path: '/admin/overview',
        lazy: async () => ({ Component: (await import('./admin/OverviewPage')).OverviewPage }),
      },
      {
        path: '/admin/log',
        lazy: async () => ({ Component: (await import('./admin/LogPage')).LogPage }),
      },
      {
        path: '/admin/people',
        lazy: async () => ({ Component: (await import('./admin/PeoplePage')).PeoplePage }),
      },
      {
        path: '/admin/people/:login',
        lazy: async () => ({ Component: (await import('./admin/PeoplePage')).PeoplePage }),
      },
      {
        path: '/admin/telephony',
        lazy: async () => ({ Component: (await import('./telephony/TelephonyPage')).TelephonyPage }),
      },
      {
        path: '/admin/contacts',
        lazy: async () => ({ Component: (await import('./contacts/ContactsPage')).ServerBookPage }),
      },
      {
        path: '/admin/contacts/:contact',
        lazy: async () => ({ Component: (await import('./contacts/ContactsPage')).ServerBookPage }),
      },
      {
        path: '/admin/cameras',
        lazy: async () => ({ Component: (await import('./cameras/CamerasPage')).CamerasPage }),
      },
      {
        path: '/admin/mail',
        lazy: async () => ({ Component: (await import('./mail/MailPage')).MailPage }),
      },
      {
        path: '/admin/look',
        lazy: async () => ({ Component: (await import('./brand/LookPage')).LookPage }),
      },
      {
        path: '/admin/settings',
        lazy: async () => ({ Component: (await import('./admin/SettingsPage')).SettingsPage }),
      },
      {
        path: '*',
        lazy: async () => ({ Component: (await import('./shell/Nowhere')).Nowhere }),
      },
    ],
  },
];

export const createRoutes = () => createBrowserRouter(routes);
