// The window's commands, in one place. Each line is a command's name, what it takes, what it answers, the data that it
// reads, and the data that it makes stale. Whoever needs the list includes this file beside a `commands!` macro of its
// own: the build script (which commands there are at all), the shell (the handlers, and that their types are these),
// and the architecture test (the capability, and the window's side in `ui/src/ipc/commands.ts`).
commands! {
    session(()) -> Session, reads [session], stales [];
    standing(()) -> DeskStanding, reads [standing], stales [];
    portal_users(PortalUsersQuery) -> PortalUsersPage, reads [portal_users], stales [];
    portal_user_counts(()) -> PortalUserCounts, reads [portal_users], stales [];
    portal_user(PortalUserId) -> PortalUserDetail, reads [portal_users], stales [];
    clients(ClientsQuery) -> ClientsPage, reads [clients], stales [];
    link(LinkChange) -> LinkAnswer, reads [], stales [portal_users];
    de_link(LinkChange) -> LinkAnswer, reads [], stales [portal_users];
    links_batch(LinksBatch) -> LinksBatchAnswer, reads [], stales [portal_users];
    copy_users(UsersTable) -> TableTaken, reads [], stales [];
    export_users(UsersExport) -> TableTaken, reads [], stales [];
    settings(()) -> WindowSettings, reads [settings], stales [];
    set_setting(WindowSetting) -> WindowSettings, reads [], stales [settings];
}
