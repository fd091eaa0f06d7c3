mod optimize;
