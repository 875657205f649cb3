"""The house's icons: 24 px strokes drawn for Amparo, under the licence of the house (AGPL-3.0-or-later). No foreign set is used."""

ICONS: dict[str, str] = {
    "alarm": '<path d="M12 3 2.5 20h19z"/><path d="M12 10v4M12 17.2v.1"/>',
    "arrived": '<path d="M12 21s7-6.4 7-11.5A7 7 0 0 0 5 9.5C5 14.6 12 21 12 21z"/><path d="m9 9.8 2.2 2.2L15.2 8"/>',
    "arrow": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4"/>',
    "bell-off": '<path d="M6 17v-6c0-1 .2-1.9.6-2.7M9 5.8A6 6 0 0 1 18 11v4M4.5 18.5H17M10 21h4M3 3l18 18"/>',
    "calendar": '<rect x="3" y="5" width="18" height="16" rx="2"/><path d="M3 10h18M8 2.5V7M16 2.5V7"/>',
    "car": (
        '<path d="M3 16v-4l2-5.5h14l2 5.5v4zM3 12h18"/><circle cx="7.5" cy="17" r="2"/><circle cx="16.5" '
        'cy="17" r="2"/>'
    ),
    "check": '<path d="m4 12.5 5 5L20 6.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.2l3.5 2"/>',
    "close": '<path d="M5 5l14 14M19 5 5 19"/>',
    "copy": (
        '<rect x="8" y="8" width="13" height="13" rx="2"/><path d="M16 8V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v9a2 '
        '2 0 0 0 2 2h3"/>'
    ),
    "door": '<path d="M3 21h18M6 21V4.5A1.5 1.5 0 0 1 7.5 3h9A1.5 1.5 0 0 1 18 4.5V21M14.5 12v.1"/>',
    "edit": '<path d="M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5"/>',
    "eye": '<path d="M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7-10-7-10-7z"/><circle cx="12" cy="12" r="3"/>',
    "going": (
        '<circle cx="14" cy="4" r="1.8"/><path d="m8 21 3.2-6L9 12l1.5-5L14 8.5l1.5 3 3.5 1M10.5 7 7 '
        '9v3.5M11.2 15l3.8 2 .5 4"/>'
    ),
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9.3 9.3a2.8 2.8 0 1 1 4 2.6c-.9.4-1.3 1-1.3 2M12 17v.1"/>',
    "home": '<path d="M3 11.5 12 4l9 7.5M5.5 9.5V20h13V9.5M10 20v-5.5h4V20"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7.2v.1"/>',
    "key": '<circle cx="7.5" cy="15.5" r="4.5"/><path d="M10.8 12.2 20 3M16 7l3 3"/>',
    "language": (
        '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3.8 6 3.8 9s-.8 6-3.8 '
        '9c-3-3-3.8-6-3.8-9S9 6 12 3z"/>'
    ),
    "list": '<path d="M8 6h13M8 12h13M8 18h13M3.5 6v.1M3.5 12v.1M3.5 18v.1"/>',
    "lock": '<rect x="4.5" y="11" width="15" height="10" rx="2"/><path d="M8 11V7.5a4 4 0 0 1 8 0V11"/>',
    "map": '<path d="m3 6 6-2.5 6 2.5 6-2.5V18l-6 2.5L9 18l-6 2.5zM9 3.5V18M15 6v14.5"/>',
    "message": (
        '<path d="M4 4h16a1.5 1.5 0 0 1 1.5 1.5v10A1.5 1.5 0 0 1 20 17H9l-5 4v-4a1.5 1.5 0 0 '
        '1-1.5-1.5v-10A1.5 1.5 0 0 1 4 4z"/>'
    ),
    "minus": '<path d="M5 12h14"/>',
    "moon": '<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"/>',
    "pause": '<path d="M8 5v14M16 5v14"/>',
    "people": (
        '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c0-4 2.9-6 6.5-6s6.5 2 6.5 6M16 4.8a3.5 3.5 0 0 1 0 '
        '6.4M18 14.5c2.2.7 3.5 2.5 3.5 5.5"/>'
    ),
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 21c0-4.5 3.3-7 7.5-7s7.5 2.5 7.5 7"/>',
    "phone": (
        '<path d="M5 3.5h3.5L10.5 8 8.2 9.8a13 13 0 0 0 6 6L16 13.5l4.5 2V19a1.8 1.8 0 0 1-2 1.8C10 20.3 3.7 '
        '14 3.2 5.5A1.8 1.8 0 0 1 5 3.5z"/>'
    ),
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "question": '<path d="M8 8.5a4 4 0 1 1 5.5 3.7c-1 .5-1.5 1.2-1.5 2.6M12 19v.1"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "send": '<path d="M21 3 10.5 13.5M21 3l-6.5 18-4-7.5L3 9.5z"/>',
    "settings": (
        '<path d="M4 7h9M19 7h1M4 17h1M11 17h9"/><circle cx="16" cy="7" r="2.5"/><circle cx="8" cy="17" r="2.5"/>'
    ),
    "shield": '<path d="M12 3 4.5 6v5.5c0 4.5 3 7.8 7.5 9.5 4.5-1.7 7.5-5 7.5-9.5V6z"/>',
    "stop": '<rect x="5" y="5" width="14" height="14" rx="2"/>',
    "sun": (
        '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 '
        '17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"/>'
    ),
    "undo": '<path d="M8 4 3.5 8.5 8 13M4 8.5h10.5a6 6 0 0 1 0 12H9"/>',
    "wait": '<path d="M6 3h12M6 21h12M7.5 3v4l4.5 5 4.5-5V3M7.5 21v-4l4.5-5 4.5 5v4"/>',
}
