from amparo.config.cli.main import main

raise SystemExit(main())
